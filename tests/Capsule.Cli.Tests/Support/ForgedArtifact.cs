using System.Security.Cryptography;
using System.Text;

namespace Capsule.Cli.Tests.Support;

/// <summary>An artifact that says of itself whatever it likes, with a checksum that fits.</summary>
internal static class ForgedArtifact
{
    internal static byte[] Of(string info)
    {
        var module = new List<byte>([0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0]);
        Add(module, "capsule.program", Encoding.UTF8.GetBytes(info));
        Add(module, "capsule.checksum", SHA256.HashData(module.ToArray()));
        return [.. module];
    }

    private static void Add(List<byte> module, string name, byte[] contents)
    {
        byte[] section = [.. Number(name.Length), .. Encoding.UTF8.GetBytes(name), .. contents];
        module.AddRange([0, .. Number(section.Length), .. section]);
    }

    /// <summary>LEB128.</summary>
    private static IEnumerable<byte> Number(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
