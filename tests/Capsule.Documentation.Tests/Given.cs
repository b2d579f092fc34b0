using System.Diagnostics.CodeAnalysis;
using Capsule.Runtime;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Documentation.Tests;

/// <summary>What the reader of a document is taken to have. Pieces of code see its members by their names.</summary>
[SuppressMessage("Naming", "CA1708", Justification = "A reader's variable has the name of a variable, beside a type.")]
public static class Given
{
    public static readonly string[] args = [];
    public static readonly Dictionary<string, string> customers = new(StringComparer.Ordinal) { ["7"] = "Ada" };
    public static readonly AIFunction lookup = AIFunctionFactory.Create((string id) => customers[id], "lookup");
    public static readonly AIFunction pay = AIFunctionFactory.Create(PayAsync, "pay");
    public static readonly IServiceCollection services = new ServiceCollection();

    public static CancellationToken cancellationToken => TestContext.Current.CancellationToken;

    /// <summary>A runtime that a document made further up.</summary>
    public static CapsuleRuntime capsule { get; internal set; } = null!;

    /// <summary>A session that a document made further up.</summary>
    public static CapsuleSession session { get; internal set; } = null!;

    public static Task<string> PayAsync(int euros) => Task.FromResult($"paid {euros}");

    public static ValueTask<bool> AskAsync(ToolCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(call.Tool.Length > 0);

    public sealed record Report(int RowCount);

    public sealed class Customers
    {
        private readonly Dictionary<string, string> names = customers;

        public string NameOf(string id) => names[id];
    }
}
