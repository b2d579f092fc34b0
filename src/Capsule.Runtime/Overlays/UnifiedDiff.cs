using System.Globalization;
using System.Text;
using DiffPlex;
using DiffPlex.Model;

namespace Capsule.Runtime.Overlays;

/// <summary>The differences between two texts, in hunks of a unified diff with three lines of context.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>
    /// Threat: the comparison takes time with the number of lines times that of differences, and cannot be interrupted. Texts that differ in more
    /// lines are shown as replaced as a whole.
    /// </summary>
    private const int LinesCompared = 10_000;

    internal static void Append(StringBuilder diff, string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        foreach (var hunk in Hunks(Compare(old, now)))
        {
            Append(diff, old, now, hunk);
        }
    }

    /// <summary>Each line with the line feed at its end; the last one may have none.</summary>
    private static string[] Lines(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var feed and >= 0 ? feed + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }

    /// <summary>Compares what is between the lines that both begin and both end with.</summary>
    private static List<DiffBlock> Compare(string[] old, string[] now)
    {
        var head = old.AsSpan().CommonPrefixLength(now);
        var tail = 0;
        while (tail < Math.Min(old.Length, now.Length) - head && old[^(tail + 1)] == now[^(tail + 1)])
        {
            tail++;
        }

        var (deleted, inserted) = (old.Length - head - tail, now.Length - head - tail);
        if (deleted == 0 || inserted == 0 || deleted + inserted > LinesCompared)
        {
            return deleted + inserted == 0 ? [] : [new DiffBlock(head, deleted, head, inserted)];
        }

        var blocks = Differ.Instance.CreateDiffs(
            string.Concat(old[head..^tail]), string.Concat(now[head..^tail]), ignoreWhiteSpace: false, ignoreCase: false, new LineChunker()).DiffBlocks;
        return [.. blocks.Select(block => new DiffBlock(
            block.DeleteStartA + head, block.DeleteCountA, block.InsertStartB + head, block.InsertCountB))];
    }

    /// <summary>Blocks whose context would meet belong to one hunk.</summary>
    private static List<List<DiffBlock>> Hunks(List<DiffBlock> blocks)
    {
        var hunks = new List<List<DiffBlock>>();
        foreach (var block in blocks)
        {
            if (hunks.Count > 0 && hunks[^1][^1] is var last && block.DeleteStartA - (last.DeleteStartA + last.DeleteCountA) <= 2 * Context)
            {
                hunks[^1].Add(block);
            }
            else
            {
                hunks.Add([block]);
            }
        }

        return hunks;
    }

    private static void Append(StringBuilder diff, string[] old, string[] now, List<DiffBlock> hunk)
    {
        var (first, last) = (hunk[0], hunk[^1]);
        var lead = Math.Min(Context, first.DeleteStartA);
        var end = Math.Min(old.Length, last.DeleteStartA + last.DeleteCountA + Context);
        var trail = end - (last.DeleteStartA + last.DeleteCountA);
        var (oldStart, nowStart) = (first.DeleteStartA - lead, first.InsertStartB - lead);
        var (oldCount, nowCount) = (end - oldStart, last.InsertStartB + last.InsertCountB + trail - nowStart);
        diff.Append(CultureInfo.InvariantCulture, $"@@ -{Range(oldStart, oldCount)} +{Range(nowStart, nowCount)} @@\n");
        var at = oldStart;
        foreach (var block in hunk)
        {
            Append(diff, ' ', old.AsSpan(at..block.DeleteStartA));
            Append(diff, '-', old.AsSpan(block.DeleteStartA, block.DeleteCountA));
            Append(diff, '+', now.AsSpan(block.InsertStartB, block.InsertCountB));
            at = block.DeleteStartA + block.DeleteCountA;
        }

        Append(diff, ' ', old.AsSpan(at..end));
    }

    /// <summary>Lines are counted from 1; an empty range names the line before it.</summary>
    private static string Range(int start, int count) => count == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{start + 1}")
        : string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private static void Append(StringBuilder diff, char mark, ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            diff.Append(mark).Append(line);
            if (!line.EndsWith('\n'))
            {
                diff.Append("\n\\ No newline at end of file\n");
            }
        }
    }

    private sealed class LineChunker : IChunker
    {
        public IReadOnlyList<string> Chunk(string text) => Lines(text);
    }
}
