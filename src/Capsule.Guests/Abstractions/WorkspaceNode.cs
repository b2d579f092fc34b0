namespace Capsule.Guests.Abstractions;

/// <summary>A file or folder of a program, as a host gives it to sandboxes.</summary>
/// <param name="Name">Its name, in ordinary text.</param>
internal abstract record WorkspaceNode(string Name);
