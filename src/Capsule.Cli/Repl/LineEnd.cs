namespace Capsule.Cli.Repl;

/// <summary>How a line ended.</summary>
internal enum LineEnd
{
    /// <summary>With Enter.</summary>
    Entered,

    /// <summary>With Ctrl-C.</summary>
    Cancelled,

    /// <summary>With Ctrl-D.</summary>
    Closed,
}
