using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Capsule.Runtime.Embedding;
using Capsule.Runtime.Events;

namespace Capsule.Runtime;

/// <summary>Ways to run programs by file, text or artifact, with types, as events, and code as such.</summary>
public static class CapsuleRuntimeExtensions
{
    internal const string NeedsReflection =
        "The types are turned into JSON by reflection: give their JsonTypeInfo in a trimmed or native program.";

    /// <summary>Runs a task of a program. Programs that were used before and are unchanged are kept in memory.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="program">A file's path, or what <see cref="ProgramReference"/> makes.</param>
    /// <param name="call">The task and its arguments.</param>
    /// <param name="options">How to run it; what they leave as it is comes from the capsule.toml around a file.</param>
    /// <param name="cancellationToken">Stops the task soon, even one that loops.</param>
    public static Task<Envelope> RunAsync(
        this CapsuleRuntime runtime, ProgramReference program, TaskCall call, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        runtime.Programs.RunAsync(program, call, options ?? new RunOptions(), cancellationToken);

    /// <summary>Runs a task of a program, with a result of a type.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="program">A file's path, or what <see cref="ProgramReference"/> makes.</param>
    /// <param name="call">The task and its arguments.</param>
    /// <param name="result">How the result is read.</param>
    /// <param name="options">How to run it; what they leave as it is comes from the capsule.toml around a file.</param>
    /// <param name="cancellationToken">Stops the task soon, even one that loops.</param>
    public static async Task<Envelope<T>> RunAsync<T>(
        this CapsuleRuntime runtime, ProgramReference program, TaskCall call, JsonTypeInfo<T> result, RunOptions? options = null,
        CancellationToken cancellationToken = default) =>
        TypedCalls.ToTyped(await runtime.RunAsync(program, call, options, cancellationToken).ConfigureAwait(false), result);

    /// <summary>Runs the entry of a program, with arguments and a result of types.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="program">A file's path, or what <see cref="ProgramReference"/> makes.</param>
    /// <param name="arguments">An object gives arguments by name, a list by position.</param>
    /// <param name="argumentsType">How the arguments are written.</param>
    /// <param name="result">How the result is read.</param>
    /// <param name="options">How to run it; what they leave as it is comes from the capsule.toml around a file.</param>
    /// <param name="cancellationToken">Stops the task soon, even one that loops.</param>
    public static Task<Envelope<T>> RunAsync<TArguments, T>(
        this CapsuleRuntime runtime, ProgramReference program, TArguments arguments, JsonTypeInfo<TArguments> argumentsType, JsonTypeInfo<T> result,
        RunOptions? options = null, CancellationToken cancellationToken = default) =>
        runtime.RunAsync(
            program, TypedCalls.ToCall(JsonSerializer.SerializeToElement(arguments, argumentsType)), result, options, cancellationToken);

    /// <summary>As the overload with options, without.</summary>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static Task<Envelope<T>> RunAsync<T>(
        this CapsuleRuntime runtime, ProgramReference program, object? arguments = null, CancellationToken cancellationToken = default) =>
        runtime.RunAsync<T>(program, arguments, new RunOptions(), cancellationToken);

    /// <summary>
    /// Runs the entry of a program, or what a <see cref="TaskCall"/> says. Members of types are written as Python writes them:
    /// <c>max_rows</c> for MaxRows.
    /// </summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="program">A file's path, or what <see cref="ProgramReference"/> makes.</param>
    /// <param name="arguments">An object gives arguments by name, a list by position, null none.</param>
    /// <param name="options">How to run it; what they leave as it is comes from the capsule.toml around a file.</param>
    /// <param name="cancellationToken">Stops the task soon, even one that loops.</param>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static Task<Envelope<T>> RunAsync<T>(
        this CapsuleRuntime runtime, ProgramReference program, object? arguments, RunOptions options, CancellationToken cancellationToken = default) =>
        runtime.RunAsync(program, ToCall(arguments), TypedCalls.TypeOf<T>(), options, cancellationToken);

    /// <summary>Runs the entry of a program, and tells what happens; see the overload that takes a call.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="program">A file's path, or what <see cref="ProgramReference"/> makes.</param>
    /// <param name="arguments">An object gives arguments by name, a list by position, null none.</param>
    /// <param name="options">How to run it; what they leave as it is comes from the capsule.toml around a file.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IAsyncEnumerable<TaskEvent> StreamAsync(
        this CapsuleRuntime runtime, ProgramReference program, object? arguments = null, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        runtime.StreamAsync(program, ToCall(arguments), options, cancellationToken);

    /// <summary>
    /// Runs a task of a program, and tells what happens. The last event is <see cref="TaskEvent.RunEnded"/>. A task that
    /// prints waits when nobody reads; who stops reading stops the run.
    /// </summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="program">A file's path, or what <see cref="ProgramReference"/> makes.</param>
    /// <param name="call">The task and its arguments.</param>
    /// <param name="options">How to run it; what they leave as it is comes from the capsule.toml around a file.</param>
    /// <param name="cancellationToken">Stops the run: its envelope says so.</param>
    public static async IAsyncEnumerable<TaskEvent> StreamAsync(
        this CapsuleRuntime runtime, ProgramReference program, TaskCall call, RunOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new RunOptions();
        using var abandoned = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, abandoned.Token);
        var stream = new EventStream(options.Observer, abandoned.Token);
        var run = RunToEndAsync(runtime, program, call, options, stream, ending.Token);
        try
        {
            await foreach (var happened in stream.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return happened;
            }
        }
        finally
        {
            await abandoned.CancelAsync().ConfigureAwait(false);
            await run.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Executes code that a stranger or a language model wrote. Whatever it declares, it has what the options grant: policies
    /// by <see cref="RunOptions.Defaults"/>, folders by <see cref="RunOptions.Mounts"/>, functions by <see cref="RunOptions.Tools"/>.
    /// </summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="code">Source text. The value of its last expression is the result.</param>
    /// <param name="arguments">What the code finds as <c>args</c>.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="language">The language of the code; null for Python. Code in JavaScript may be TypeScript.</param>
    /// <param name="maxOutputLength">How much of what it prints is kept, in characters.</param>
    /// <param name="cancellationToken">Stops it soon, even if it loops.</param>
    public static async Task<CodeResult> ExecuteAsync(
        this CapsuleRuntime runtime, string code, JsonElement? arguments = null, RunOptions? options = null, GuestLanguage? language = null,
        int maxOutputLength = 1 << 20, CancellationToken cancellationToken = default)
    {
        var transcript = new OutputTranscript(maxOutputLength);
        Envelope? envelope = null;
        await foreach (var happened in runtime.StreamAsync(
            CodePrograms.Of(language ?? GuestLanguage.Python), CodePrograms.Call(code, arguments), options, cancellationToken).ConfigureAwait(false))
        {
            transcript.Add(happened);
            envelope = happened is TaskEvent.RunEnded ended ? ended.Envelope : envelope;
        }

        return new CodeResult(envelope!, transcript.Output, transcript.Errors, transcript.WasCut);
    }

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    private static TaskCall ToCall(object? arguments) => arguments as TaskCall
        ?? TypedCalls.ToCall(JsonSerializer.SerializeToElement(arguments, TypedCalls.PythonNaming));

    private static async Task RunToEndAsync(
        CapsuleRuntime runtime, ProgramReference program, TaskCall call, RunOptions options, EventStream stream, CancellationToken cancellationToken)
    {
        var envelope = await Task.Run(
            () => runtime.RunAsync(program, call, options with { Observer = stream }, cancellationToken), CancellationToken.None)
            .ConfigureAwait(false);
        await Task.Run(() => stream.End(envelope), CancellationToken.None).ConfigureAwait(false);
    }
}
