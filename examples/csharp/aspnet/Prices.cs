namespace Capsule.Examples.AspNet;

/// <summary>What Python in the sandbox may ask this application.</summary>
public sealed class Prices
{
    public double Of(string article) => article switch
    {
        "tea" => 4.5,
        "coffee" => 6.25,
        _ => throw new Capsule.Runtime.ToolException($"there is no article '{article}'"),
    };
}
