using System.ComponentModel;

namespace Capsule.Runtime.Tests.Tools;

public sealed class ToolStubsTests
{
    private readonly ToolCollection tools = new()
    {
        { "ping", () => { } },
        {
            "order",
            [Description("Orders \"things\".\nOnce.")] (string customer, Line[] lines, Speed? speed, int? limit, bool dry = false) =>
                new Dictionary<string, double>()
        },
    };

    private enum Speed
    {
        Slow,
        Fast,
    }

    [Fact]
    public void Stubs_of_Python_have_the_types_of_the_schema() => Assert.Equal(
        """"
        from typing import Any, Literal, NotRequired, TypedDict

        from capsule.tools import declare

        class OrderLinesItem(TypedDict):
            article: str
            count: NotRequired[int]

        @declare
        def order(customer: str, lines: list[OrderLinesItem], speed: Literal["Slow", "Fast", None], limit: int | None, dry: bool = ...) -> dict[str, float]:
            """Orders \"things\".
            Once."""

        @declare
        def ping() -> Any: ...

        """", tools.ToStubFile());

    private sealed record Line(string Article, int Count = 1);
}
