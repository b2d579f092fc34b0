using System.Collections;
using System.Text.Json;
using Capsule.Runtime.Tools;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime;

/// <summary>Functions of the host program, by name. A runtime and a run take what it holds when they start.</summary>
public sealed class ToolCollection : IReadOnlyCollection<HostTool>
{
    private readonly Dictionary<string, HostTool> tools = new(StringComparer.Ordinal);

    /// <summary>No tools yet.</summary>
    public ToolCollection()
    {
    }

    /// <summary>These tools.</summary>
    /// <exception cref="ArgumentException">Two have the same name, or one's bounds make no sense.</exception>
    public ToolCollection(IEnumerable<HostTool> tools)
    {
        foreach (var tool in tools)
        {
            Add(tool);
        }
    }

    /// <inheritdoc/>
    public int Count => tools.Count;

    /// <summary>Adds a tool.</summary>
    /// <exception cref="ArgumentException">Another has its name, or its name or bounds make no sense.</exception>
    public void Add(HostTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        if (!ToolNames.IsValid(tool.Name))
        {
            throw new ArgumentException($"'{tool.Name}' cannot be a tool's name: use letters, digits and '_', such as 'get_weather'", nameof(tool));
        }

        if (tool.Timeout <= TimeSpan.Zero || tool.MaxConcurrency < 1 || tool.MaxCalls < 1
            || tool.MaxArgumentBytes < 1 || tool.MaxResultBytes < 1)
        {
            throw new ArgumentException($"the tool '{tool.Name}' has a bound that is not positive", nameof(tool));
        }

        if (!tools.TryAdd(tool.Name, tool))
        {
            throw new ArgumentException($"there are two tools with the name '{tool.Name}'", nameof(tool));
        }
    }

    /// <summary>Adds a function.</summary>
    /// <exception cref="ArgumentException">Another tool has its name.</exception>
    public void Add(AIFunction function) => Add(new HostTool(function));

    /// <summary>Adds a delegate. Its parameters give the schema; one of type <see cref="CancellationToken"/> gets the call's.</summary>
    /// <param name="name">Its name in code.</param>
    /// <param name="function">What is called.</param>
    /// <param name="description">What it does: for the stubs, and so for whoever writes the code.</param>
    /// <param name="configure">Sets bounds and approval.</param>
    /// <param name="json">
    /// How arguments and result are JSON. A program without reflection gives a source-generated context for types that are no
    /// primitives.
    /// </param>
    /// <exception cref="ArgumentException">Another tool has its name, or the name or bounds make no sense.</exception>
    public void Add(
        string name, Delegate function, string? description = null, Func<HostTool, HostTool>? configure = null,
        JsonSerializerOptions? json = null)
    {
        var tool = new HostTool(AIFunctionFactory.Create(function, ToolNames.ToName(name), description, json)) { Name = name };
        Add(configure is null ? tool : configure(tool));
    }

    /// <inheritdoc/>
    public IEnumerator<HostTool> GetEnumerator() => tools.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
