using System.Collections.ObjectModel;
using Capsule.Guests.Abstractions;
using Capsule.Programs;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Programs.Bytecode;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Programs;

/// <summary>A program, ready to run its tasks.</summary>
internal sealed class LoadedProgram
{
    private ProgramView? view;

    internal LoadedProgram()
    {
    }

    /// <summary>SHA-256 of everything that went in, in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>The guest that runs it.</summary>
    internal required IGuest Guest { get; init; }

    /// <summary>The files that it was made from.</summary>
    internal required ProgramSource Source { get; init; }

    /// <summary>Its tasks and what they may use.</summary>
    public required ProgramManifest Manifest { get; init; }

    /// <summary>
    /// The interpreter after loading the program; null when its modules are loaded anew for each task. They are when
    /// they read a clock or drew randomness: sandboxes that start from one snapshot would share what was read.
    /// </summary>
    internal Snapshot? Snapshot { get; init; }

    /// <summary>The bytecode of its packages' modules, for what it imports while it runs.</summary>
    internal PackageBytecode? Bytecode { get; init; }

    /// <summary>The project's folder on this machine, or null when the program comes from no file here.</summary>
    public string? Folder { get; internal set; }

    /// <summary>Names of installed modules that its packages import and that are not part of it, sorted; empty for an artifact.</summary>
    internal IReadOnlyList<string> LeftOut { get; set; } = [];

    /// <summary>The programs of its project whose tasks may be called in its runs, by file (<see cref="ProjectFile.Programs"/>).</summary>
    internal IReadOnlyDictionary<string, LoadedProgram> Companions { get; set; } = ReadOnlyDictionary<string, LoadedProgram>.Empty;

    /// <summary>What a journal knows it by: the same only where its companions are the same, too.</summary>
    internal string JournaledId => Companions.Count == 0 ? Id : CompanionPrograms.Identify(this);

    /// <summary>All tasks that a run of it may come to.</summary>
    internal IEnumerable<TaskDefinition> AllTasks => Companions.Values.Prepend(this).SelectMany(program => program.Manifest.Tasks);

    /// <summary>Whether modules are loaded anew for each task.</summary>
    public bool LoadsInEachRun => Snapshot is null;

    /// <summary>The program as its sandboxes see it.</summary>
    internal ProgramView View => view ??= ProgramView.Of(Source, Bytecode);

    /// <summary>The program as a file that runs wherever Capsule is.</summary>
    internal byte[] Export() => ArtifactWriter.Write(this, Guest.Identity, ArtifactWriter.Packed);

    /// <summary>Makes a sandbox that starts from the program.</summary>
    internal IGuestSandbox Start(SandboxFactory sandboxes, GuestSandboxOptions options) => sandboxes.Start(Guest, options);

    /// <summary>The same program with another policy for each of its tasks; for programs of our own, whose grants depend on the call.</summary>
    internal LoadedProgram WithPolicy(TaskPolicy policy) => new()
    {
        Id = Id,
        Guest = Guest,
        Source = Source,
        Manifest = Manifest with { Tasks = [.. Manifest.Tasks.Select(task => task with { Policy = policy })] },
        Snapshot = Snapshot,
        Bytecode = Bytecode,
        Folder = Folder,
        LeftOut = LeftOut,
    };
}
