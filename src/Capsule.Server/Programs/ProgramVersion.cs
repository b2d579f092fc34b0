namespace Capsule.Server.Programs;

/// <summary>A program that a tenant uploaded. It never changes.</summary>
/// <param name="Version">Its name: SHA-256 of what was uploaded, in hexadecimal.</param>
/// <param name="Language">The language that it is written in.</param>
/// <param name="Entry">Its entry file.</param>
/// <param name="Tasks">Its tasks and their policies, as JSON.</param>
/// <param name="Size">What it takes of the tenant's stored bytes.</param>
/// <param name="Created">When it was uploaded, to the microsecond.</param>
internal sealed record ProgramVersion(string Version, string Language, string Entry, string Tasks, long Size, DateTimeOffset Created)
{
    private const int Length = 64;

    /// <summary>Whether a text can be the name of a version.</summary>
    internal static bool IsName(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);
}
