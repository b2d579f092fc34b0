using Capsule.Guests.Python;
using Capsule.Programs;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Programs;

/// <summary>A program, ready to run its tasks.</summary>
/// <param name="Source">What it was made from.</param>
/// <param name="Manifest">Its tasks and what they may use.</param>
/// <param name="Workspace">Its files, as sandboxes see them.</param>
/// <param name="Snapshot">The interpreter after loading it, or before when <paramref name="LoadsInEachRun"/>.</param>
/// <param name="LoadsInEachRun">
/// Whether its modules are loaded anew for each task. They are when they read a clock or drew randomness while they
/// were loaded: sandboxes that start from one snapshot would share what was read.
/// </param>
public sealed record LoadedProgram(
    ProgramSource Source, ProgramManifest Manifest, Workspace Workspace, Snapshot Snapshot, bool LoadsInEachRun);
