using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Tools;

/// <summary><c>tool.list</c>: the names of the tools that a task may use.</summary>
internal sealed class ToolListOperation(ToolCaller caller) : IHostOperation
{
    public string Name => "tool.list";

    public Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(HostAnswer.Ok(writer =>
        {
            writer.WriteStartArray();
            foreach (var name in caller.Tools.Names(caller.Policy))
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }));
}
