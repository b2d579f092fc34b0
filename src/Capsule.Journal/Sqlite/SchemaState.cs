namespace Capsule.Journal.Sqlite;

/// <summary>What is to be done with a database before it can be used.</summary>
internal enum SchemaState
{
    /// <summary>Nothing.</summary>
    Ready,

    /// <summary>It is new, or of an older version.</summary>
    Older,

    /// <summary>A younger Capsule wrote it: hands off.</summary>
    Younger,

    /// <summary>It is no journal, or a damaged one.</summary>
    Damaged,
}
