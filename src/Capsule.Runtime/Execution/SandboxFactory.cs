using Capsule.Guests.Abstractions;
using Capsule.Runtime.Files;

namespace Capsule.Runtime.Execution;

/// <summary>Makes the sandboxes of a runtime.</summary>
/// <param name="own">Capsule's own folders, which no sandbox ever sees.</param>
/// <param name="time">The clock.</param>
internal sealed class SandboxFactory(OwnFolders own, TimeProvider time)
{
    internal TimeProvider Time => time;

    /// <summary>Capsule's own folders, which no sandbox ever sees.</summary>
    internal OwnFolders Own => own;

    /// <summary>Makes a sandbox of a guest; its deadline starts now.</summary>
    internal IGuestSandbox Start(IGuest guest, GuestSandboxOptions options) => guest.Start(options with { Time = time });
}
