namespace Capsule.Runtime.Execution;

/// <summary>Asks to load a program.</summary>
/// <param name="File">The entry file, in the guest.</param>
/// <param name="Module">The entry's module name.</param>
/// <param name="Folder">Where modules are searched first, in the guest.</param>
/// <param name="Own">
/// Whether the sandbox goes on to run a task. Its modules then draw randomness of their own; where a program is built, they
/// draw what every other build draws, and the guest tells that they did.
/// </param>
internal sealed record LoadRequest(string File, string Module, string Folder, bool Own);
