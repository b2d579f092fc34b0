namespace Capsule.Guests.FileSystem;

/// <summary>Kinds of access, as <c>access</c> and permission bits number them.</summary>
internal static class Access
{
    internal const uint Read = 4;
    internal const uint Write = 2;
    internal const uint Execute = 1;
}
