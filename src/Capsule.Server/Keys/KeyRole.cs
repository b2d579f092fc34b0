namespace Capsule.Server.Keys;

/// <summary>What an API key lets its holder do; each role may do what those before it may.</summary>
internal enum KeyRole
{
    /// <summary>Looks.</summary>
    Read,

    /// <summary>Executes code.</summary>
    Run,

    /// <summary>Makes and revokes keys.</summary>
    Admin,
}
