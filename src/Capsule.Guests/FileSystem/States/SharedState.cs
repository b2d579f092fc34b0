namespace Capsule.Guests.FileSystem.States;

/// <summary>A shared, immutable node that has a name in a private directory.</summary>
internal sealed class SharedState(Node node) : NodeState
{
    internal Node Node => node;
}
