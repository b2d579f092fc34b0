namespace Capsule.Guests.Emscripten.Linking;

/// <summary>Kinds of <see cref="SymbolReference"/>.</summary>
internal enum SymbolKind
{
    /// <summary>A datum, which must be there.</summary>
    Data,

    /// <summary>A datum that may be missing: its address is 0 then.</summary>
    WeakData,

    /// <summary>A function whose address is taken, which must be there.</summary>
    Function,

    /// <summary>A function whose address is taken, and that may be missing.</summary>
    WeakFunction,

    /// <summary>A function that is only called: where nobody defines it, the call ends the guest.</summary>
    Called,
}
