using System.Text;
using Capsule.Guests.FileSystem;

namespace Capsule.Runtime.Overlays;

/// <summary>Paths as git writes them in a diff: those with unusual bytes in quotes, as a string of C (git-config(1), core.quotePath).</summary>
internal static class GitPath
{
    /// <param name="path">The path, each character of which stands for a byte.</param>
    internal static string Quote(string path)
    {
        if (path.All(c => c is >= ' ' and <= '~' and not ('"' or '\\')))
        {
            return path;
        }

        var quoted = new StringBuilder("\"");
        foreach (var value in ByteString.ToBytes(path))
        {
            _ = value switch
            {
                (byte)'"' or (byte)'\\' => quoted.Append('\\').Append((char)value),
                (byte)'\n' => quoted.Append("\\n"),
                (byte)'\t' => quoted.Append("\\t"),
                >= (byte)' ' and <= (byte)'~' => quoted.Append((char)value),
                _ => quoted.Append('\\').Append(Convert.ToString(value, 8).PadLeft(3, '0')),
            };
        }

        return quoted.Append('"').ToString();
    }
}
