namespace Capsule.Runtime.Worker;

/// <summary>Reads lines of bytes, of bounded length.</summary>
/// <param name="stream">Where they come from.</param>
/// <param name="mostBytes">The longest line.</param>
internal sealed class LineSource(Stream stream, int mostBytes)
{
    private byte[] buffer = new byte[64 << 10];
    private int start;
    private int end;

    /// <summary>Waits for the next line; what follows the last line's end counts as a line too.</summary>
    /// <param name="line">The line without its end, valid until the next call; empty where it was too long.</param>
    /// <param name="isTooLong">Whether it had more bytes than allowed; they were skipped.</param>
    /// <returns>False at the end.</returns>
    internal bool TryRead(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        isTooLong = false;
        var searched = start;
        while (true)
        {
            var length = buffer.AsSpan(searched..end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var next = searched + length;
                isTooLong |= next - start > mostBytes;
                line = isTooLong ? [] : buffer.AsSpan(start..next);
                start = next + 1;
                return true;
            }

            if (end - start > mostBytes)
            {
                (isTooLong, start) = (true, end);
            }

            searched = end;
            if (!Fill(ref searched))
            {
                line = isTooLong ? [] : buffer.AsSpan(start..end);
                start = end;
                return isTooLong || line.Length > 0;
            }
        }
    }

    private bool Fill(ref int searched)
    {
        if (start > 0)
        {
            buffer.AsSpan(start..end).CopyTo(buffer);
            (searched, end, start) = (searched - start, end - start, 0);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = stream.Read(buffer.AsSpan(end));
        end += read;
        return read > 0;
    }
}
