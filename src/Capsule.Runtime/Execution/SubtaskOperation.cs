using System.Text.Json;
using Capsule.Envelopes;
using Capsule.Programs;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Execution;

/// <summary>
/// <c>task.run</c>: a task calls another task of its program. Which task and with what is all that it can say: policies
/// come from the program's manifest and from the operator.
/// </summary>
internal sealed class SubtaskOperation(TaskRunner runner, TaskRun caller, int attempt) : IHostOperation
{
    /// <summary>The operation's name.</summary>
    internal const string OperationName = "task.run";

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = 1000, AllowDuplicateProperties = false };

    public string Name => OperationName;

    WaitKind IHostOperation.Waits => WaitKind.Tasks;

    public async Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellation)
    {
        var run = caller.Run;
        var name = request.Text("task");
        if (run.Program.Manifest.Find(name) is not { } task)
        {
            return HostAnswer.Fail(HostErrorKind.BadRequest, $"the program declares no task '{name}'");
        }

        if (caller.Reference.Path.Depth >= run.Limits.MaxDepth)
        {
            return HostAnswer.Fail(HostErrorKind.LimitExceeded,
                $"tasks call tasks {run.Limits.MaxDepth} deep, which is the run's limit (max_depth)");
        }

        var call = ReadCall(name, request.Payload) with { Argv = caller.Call.Argv };
        var child = new TaskRun(
            run, task with { Policy = run.Options.Caps.Apply(task.Policy) }, call,
            caller.Reference.Child(name, attempt, request.Ordinal))
        {
            Caller = caller.Span,
        };
        var envelope = await runner.RunAsync(child, cancellation).ConfigureAwait(false);
        return HostAnswer.Ok(envelope.ToJson());
    }

    /// <summary>JSON may escape half of a surrogate pair, in names as in values: it reads well, and is nothing to pass on.</summary>
    private static void RequireWritable(JsonElement arguments)
    {
        try
        {
            using var writer = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { MaxDepth = 2000 });
            arguments.WriteTo(writer);
        }
        catch (InvalidOperationException)
        {
            throw new GuestRequestException("the arguments of a task have half of a surrogate pair, which is no text");
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, ReaderOptions);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new GuestRequestException($"the arguments of a task are JSON: {e.Message}");
        }
    }

    /// <summary>The arguments: <c>{"args": […], "kwargs": {…}}</c>.</summary>
    private static TaskCall ReadCall(string name, ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        RequireWritable(document.RootElement);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("args", out var args) || args.ValueKind != JsonValueKind.Array
            || !document.RootElement.TryGetProperty("kwargs", out var kwargs) || kwargs.ValueKind != JsonValueKind.Object)
        {
            throw new GuestRequestException("the arguments of a task are {\"args\": […], \"kwargs\": {…}}");
        }

        var named = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var argument in kwargs.EnumerateObject())
        {
            named[argument.Name] = argument.Value.Clone();
        }

        return new TaskCall
        {
            Task = name,
            Args = [.. args.EnumerateArray().Select(argument => argument.Clone())],
            Kwargs = named,
        };
    }
}
