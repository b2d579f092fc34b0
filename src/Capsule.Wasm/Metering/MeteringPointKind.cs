namespace Capsule.Wasm.Metering;

/// <summary>What a check is for.</summary>
internal enum MeteringPointKind
{
    /// <summary>The start of a function.</summary>
    Entry,

    /// <summary>The start of each round of a loop.</summary>
    Loop,

    /// <summary>An operation whose length is known only when it runs.</summary>
    Bulk,

    /// <summary><c>memory.fill</c>, which is done in parts where it is long.</summary>
    Fill,

    /// <summary><c>memory.copy</c>, which is done in parts where it is long.</summary>
    Copy,
}
