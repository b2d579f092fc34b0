namespace Capsule.Journal.Sqlite;

/// <summary>How much of a database may still be kept in memory: no more than it has on the disk.</summary>
/// <remarks>Threat: rows of a stranger's file that share pages. A small file would fill the memory.</remarks>
internal struct RowBudget(long size)
{
    private long left = size;

    /// <summary>Takes the texts of a row.</summary>
    /// <exception cref="InvalidDataException">There cannot be so many.</exception>
    internal void Take(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            // A character takes a byte at least.
            left -= text?.Length ?? 0;
        }

        if (left < 0)
        {
            throw new InvalidDataException("its rows are larger than its file");
        }
    }
}
