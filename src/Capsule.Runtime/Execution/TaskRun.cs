using System.Diagnostics;
using System.Text.Json;
using Capsule.Programs;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Execution;

/// <summary>One task of a run, about to be run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Task">The task, with the policy that holds.</param>
/// <param name="Call">Its arguments.</param>
/// <param name="Reference">Where it stands in the run.</param>
internal sealed record TaskRun(RunContext Run, TaskDefinition Task, TaskCall Call, TaskReference Reference)
{
    /// <summary>The program that has the task: the run's, or a companion of it.</summary>
    internal LoadedProgram Program { get; init; } = Run.Program;

    /// <summary>Its arguments where another task gave them; null where <see cref="Call"/> has them.</summary>
    internal RawArguments? Arguments { get; init; }

    /// <summary>
    /// Whether its arguments are the words of a command line. A task that another one calls never has such, whatever it is called with.
    /// </summary>
    internal bool AreWords => Arguments is null && Call.Args.Count > 0 && Call.Args.Count == Call.Argv.Count
        && Call.Args.Zip(Call.Argv).All(pair => pair.First.ValueKind == JsonValueKind.String && pair.First.ValueEquals(pair.Second));

    /// <summary>Pays for what it leaves to the task that called it; null where none did.</summary>
    internal Handover? Handover { get; init; }

    /// <summary>How long it has waited for others, before its attempts: no part of what it took.</summary>
    internal TimeSpan Queued { get; set; }

    /// <summary>The span of what called it.</summary>
    internal ActivityContext Caller { get; init; }

    /// <summary>The span of its present attempt: that of which its subtasks' are part.</summary>
    internal ActivityContext Span { get; set; }
}
