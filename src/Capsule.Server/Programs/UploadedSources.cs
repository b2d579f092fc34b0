using System.Security.Cryptography;
using System.Text;
using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;

namespace Capsule.Server.Programs;

/// <summary>Source files of a program, and which of them it starts with.</summary>
internal sealed record UploadedSources
{
    private UploadedSources(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, string entry) => (Files, Entry) = (files, entry);

    internal IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; }

    internal string Entry { get; }

    /// <summary>The version that they are: the same for the same files, whatever Capsule makes of them.</summary>
    internal string Version
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"capsule sources 1\0{Entry}\0"));
            hash.AppendData(FileList.Write(Files));
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    internal ProgramSource Source => ProgramSource.FromFiles(Files, Entry);

    /// <summary>Finds the entry file where none is named.</summary>
    internal static Outcome<UploadedSources> Of(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, string? entry)
    {
        if (entry is not null && !files.ContainsKey(entry))
        {
            return Failure.Config("\"main\" names a file which is not in \"files\"");
        }

        var usual = GuestLanguage.All.SelectMany(language => language.Rules.EntryNames);
        return (entry ?? usual.FirstOrDefault(files.ContainsKey) ?? (files.Count == 1 ? files.Keys.First() : null)) is not { } found
            ? Failure.Config($"\"main\" is missing: the file that the program starts with; without it, that is one of {string.Join(", ", usual)}, or the only file")
            : GuestLanguage.OfFile(found) is null ? Failure.Config($"a program cannot start with {found}: expected {ProgramLayout.Expected}")
            : new UploadedSources(files, found);
    }
}
