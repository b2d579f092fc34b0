namespace Capsule.Guests.FileSystem.States;

/// <summary>A node of a private file system at rest. Immutable once captured: forks share it.</summary>
internal abstract class NodeState;
