namespace Capsule.Cli.Commands;

/// <summary>Standard input, read whole.</summary>
internal static class InputStream
{
    /// <summary>Reads all of it.</summary>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="IOException">It cannot be read, or has more bytes.</exception>
    internal static byte[] ReadAll(long limit)
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        var block = new byte[1 << 16];
        for (int read; (read = input.Read(block)) > 0;)
        {
            bytes.Write(block, 0, read);
            if (bytes.Length > limit)
            {
                throw new IOException($"it has more than {limit} bytes");
            }
        }

        return bytes.ToArray();
    }
}
