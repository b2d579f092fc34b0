using Capsule.Extensions.AI;
using Capsule.Runtime;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Capsule.Examples.Agents;

/// <summary>Semantic Kernel: functions of a plugin, which code calls in place of the model ("code mode").</summary>
public static class SemanticKernel
{
    /// <summary>Asks one question, which takes four calls of a plugin's functions and one of the model's.</summary>
    public static async Task RunAsync(CapsuleRuntime capsule)
    {
        var shop = KernelPluginFactory.CreateFromFunctions(
            "shop",
            [
                KernelFunctionFactory.CreateFromMethod(ListOrders, "list_orders", "The numbers of a customer's orders."),
                KernelFunctionFactory.CreateFromMethod(GetTotal, "get_total", "What an order costs, in euros."),
            ]);
        var runCode = capsule.CreateCodeModeTool(shop); // a kernel's functions are AIFunctions, named after plugin and function

        using var model = new StandInModel("from capsule import tools\nsum(tools.shop_get_total(order=n) for n in tools.shop_list_orders(customer='Ada'))");
        using var client = model.AsBuilder().UseKernelFunctionInvocation().Build();
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(client);
        builder.Plugins.AddFromFunctions("code", [runCode.AsKernelFunction()]);
        var kernel = builder.Build();

        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        Console.WriteLine($"Semantic Kernel: {await kernel.InvokePromptAsync("What did Ada order in all, in euros?", new KernelArguments(settings))}");
    }

    private static int[] ListOrders(string customer) => customer == "Ada" ? [1, 2, 3] : [];

    private static double GetTotal(int order) => order * 10.5;
}
