namespace Capsule.Guests.Abstractions;

/// <summary>Which guest it is.</summary>
/// <param name="Language">The language, as artifacts and session files name it: <c>python</c>.</param>
/// <param name="Version">The version of its interpreter, for people: <c>3.14.2</c>.</param>
/// <param name="ImageId">SHA-256 of everything that its image was made of, in hexadecimal. States of one image mean nothing to another.</param>
internal sealed record GuestIdentity(string Language, string Version, string ImageId);
