using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Sessions;

namespace Capsule.Runtime.Languages;

/// <summary>A language whose guest is open.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="Toolchain">Gives programs in it.</param>
/// <param name="Sessions">What its sessions share.</param>
internal sealed record OpenLanguage(IGuest Guest, Toolchain Toolchain, SessionHost Sessions)
{
    /// <summary>Why a state is none for its sessions, or null. Threat: the memory of one interpreter under the code of another.</summary>
    internal Failure? Refuse(SessionState state) => state.Sandbox is { } sandbox && !ReferenceEquals(sandbox.Memory.Image, Guest.Base.Image)
        ? Failure.Config($"the snapshot is of a session in another language than {Guest.Identity.Language}; give SessionOptions.Language")
        : null;
}
