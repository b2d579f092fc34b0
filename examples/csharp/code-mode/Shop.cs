using System.ComponentModel;

namespace Capsule.Examples.CodeMode;

/// <summary>What a shop's assistant may do.</summary>
public static class Shop
{
    [Description("The numbers of a customer's orders.")]
    public static int[] ListOrders(string customer) => customer == "Ada" ? [1, 2, 3] : [];

    [Description("What an order costs, in euros.")]
    public static double GetTotal(int order) => order * 10.5;
}
