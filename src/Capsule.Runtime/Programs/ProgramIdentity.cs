using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Runtime.Programs;

/// <summary>A program's identity: a hash of everything that goes in.</summary>
internal static class ProgramIdentity
{
    /// <summary>Part of every identity: another way of building makes other programs.</summary>
    private const string Version = "capsule program 1";

    /// <summary>The identity, in hexadecimal.</summary>
    internal static string Of(ProgramSource source, TaskPolicy defaults, string imageId)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Version, imageId, source.EntryFile, source.Module, source.SearchFolder, Describe(defaults));
        Add(hash, "files", source.Files);
        Add(hash, "packages", source.Packages);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A policy as text, all of it.</summary>
    internal static string Describe(TaskPolicy policy) => OptionValues.ToJson(PolicyOptions.Write(policy))!.ToJsonString();

    private static void Add(IncrementalHash hash, string name, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        Add(hash, name, files.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (path, contents) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Add(hash, path);
            hash.AppendData(SHA256.HashData(contents.Span));
        }
    }

    /// <summary>Each part with its length in front, so that two lists of parts never look the same.</summary>
    private static void Add(IncrementalHash hash, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
