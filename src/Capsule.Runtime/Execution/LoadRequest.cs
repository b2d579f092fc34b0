namespace Capsule.Runtime.Execution;

/// <summary>Asks to load a program.</summary>
internal sealed record LoadRequest(string File, string Module, string Folder);
