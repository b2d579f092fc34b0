namespace Capsule.Guests.FileSystem.Host;

/// <summary>A file of the host, of any kind. There may be any number of nodes for one: it is looked up anew each time.</summary>
internal interface IHostNode
{
    /// <summary>Which file it is.</summary>
    HostIdentity Identity { get; }

    /// <summary>Whether another node stands for the same file.</summary>
    bool IsSameFile(Node? other) => other is IHostNode host && host.Identity == Identity;
}
