using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Languages;

/// <summary>What the store of prepared files knows of a guest.</summary>
/// <param name="Identity">Which guest it is.</param>
/// <param name="CodeHash">SHA-256 of its module, in hexadecimal.</param>
/// <param name="Details">What the guest itself knows of its image.</param>
internal sealed record GuestInfo(GuestIdentity Identity, string CodeHash, object Details);
