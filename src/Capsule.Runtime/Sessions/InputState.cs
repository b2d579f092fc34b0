namespace Capsule.Runtime.Sessions;

/// <summary>Whether lines that somebody types are a cell already.</summary>
internal enum InputState
{
    /// <summary>They are.</summary>
    Complete,

    /// <summary>More is to follow.</summary>
    Incomplete,

    /// <summary>They can never be: running them tells why.</summary>
    Invalid,
}
