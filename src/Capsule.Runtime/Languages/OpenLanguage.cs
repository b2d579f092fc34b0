using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Sessions;

namespace Capsule.Runtime.Languages;

/// <summary>A language whose guest is open.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="Toolchain">Gives programs in it.</param>
/// <param name="Sessions">What its sessions share.</param>
internal sealed record OpenLanguage(IGuest Guest, Toolchain Toolchain, SessionHost Sessions);
