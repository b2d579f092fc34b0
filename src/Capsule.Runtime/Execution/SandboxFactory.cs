using Capsule.Guests.Abstractions;
using Capsule.Runtime.Files;
using Capsule.Runtime.Images;

namespace Capsule.Runtime.Execution;

/// <summary>Makes the sandboxes of a runtime.</summary>
/// <param name="folders">The runtime's folders.</param>
/// <param name="time">The clock.</param>
internal sealed class SandboxFactory(RuntimeFolders folders, TimeProvider time)
{
    internal TimeProvider Time => time;

    /// <summary>Capsule's own folders, which no sandbox ever sees.</summary>
    internal OwnFolders Own { get; } = new(folders.Cache.Path, folders.State, folders.Keys.Path);

    /// <summary>Makes a sandbox of a guest; its deadline starts now.</summary>
    internal IGuestSandbox Start(IGuest guest, GuestSandboxOptions options) => guest.Start(options with { Time = time });
}
