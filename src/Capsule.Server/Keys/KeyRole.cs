namespace Capsule.Server.Keys;

/// <summary>What an API key lets its holder do; each role but the last may do what those before it may. The numbers are kept.</summary>
internal enum KeyRole
{
    /// <summary>Looks.</summary>
    Read = 0,

    /// <summary>Executes code.</summary>
    Run = 1,

    /// <summary>Makes and revokes keys of its tenant.</summary>
    Admin = 2,

    /// <summary>Makes tenants, and looks at the whole server.</summary>
    Operator = 3,

    /// <summary>Reads metrics of the whole server, and nothing else.</summary>
    Monitor = 4,
}
