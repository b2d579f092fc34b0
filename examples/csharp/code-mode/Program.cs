using Capsule.Examples.CodeMode;
using Capsule.Extensions.AI;
using Capsule.Runtime;
using Microsoft.Extensions.AI;

// In place of two tools that a model calls one by one, one tool that runs code which calls both.
await using var capsule = await CapsuleRuntime.CreateAsync();
var runCode = capsule.CreateCodeModeTool(
[
    AIFunctionFactory.Create(Shop.ListOrders, "list_orders"),
    AIFunctionFactory.Create(Shop.GetTotal, "get_total"),
]);

// A chat client gets it as any other tool: new ChatOptions { Tools = [runCode] }. Here is what a model would do with it.
Console.WriteLine(runCode.Description);
Console.WriteLine(await runCode.InvokeAsync(new AIFunctionArguments
{
    ["code"] = """
        from capsule import tools
        sum(tools.get_total(order) for order in tools.list_orders("Ada"))
        """,
}));
