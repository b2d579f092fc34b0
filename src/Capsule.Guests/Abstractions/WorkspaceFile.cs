namespace Capsule.Guests.Abstractions;

/// <summary>A file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Load">Gives the contents, when a guest reads them first. An exception counts as a failed read.</param>
internal sealed record WorkspaceFile(string Name, long Size, Func<ReadOnlyMemory<byte>> Load) : WorkspaceNode(Name);
