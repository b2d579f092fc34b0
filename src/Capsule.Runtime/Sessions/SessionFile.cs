using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Images;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using ZstdSharp;

namespace Capsule.Runtime.Sessions;

/// <summary>A session in a file: docs/reference/session-format.md.</summary>
/// <remarks>
/// Threat: whoever can change a saved session runs code with the session's grants the next time it is used. The whole
/// file is authenticated with the user's key, and nothing of it is read before that was checked.
/// </remarks>
internal sealed class SessionFile(IGuest guest, CacheKey key)
{
    private const uint Version = 1;
    private const int MacSize = 32;

    /// <summary>How many bytes a file may have: it is read into an array.</summary>
    internal static readonly long MaxLength = Array.MaxLength;

    private static ReadOnlySpan<byte> Magic => "CAPSESSN"u8;

    /// <summary>Turns the state of a session into a file, piece by piece.</summary>
    /// <param name="id">The only session that may go on from it; null for a file that is the caller's, who says what it is for.</param>
    /// <param name="state">The state.</param>
    internal Outcome<SavedSession> Write(string? id, SessionState state)
    {
        var sandbox = state.Sandbox!;
        var memory = sandbox.Memory;
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new SessionFileHeader(
                guest.Identity.ImageId, guest.Identity.Language, guest.Identity.Version, state.Cells, state.OutputUsed, memory.MemoryBytes,
                memory.PopulatedPages, memory.Globals, memory.Tables, LibraryPlacement.Of(memory)),
            SessionMessages.Default.SessionFileHeader);
        if (!ReadFiles(sandbox).TryGet(out var contents, out var failure))
        {
            return failure;
        }

        var (pages, files) = (SessionPages.Pack(memory), SessionSection.Pack(contents));
        var prefix = new byte[Magic.Length + sizeof(uint)];
        Magic.CopyTo(prefix);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix.AsSpan(Magic.Length), Version);
        var length = prefix.Length + (3 * sizeof(uint)) + header.Length + pages.Length + files.Length + MacSize;
        if (length > MaxLength)
        {
            return TooLong($"{length} bytes");
        }

        byte[][] pieces =
            [prefix, LengthPrefix(header.Length), header, LengthPrefix(pages.Length), .. pages.Pieces, LengthPrefix(files.Length), .. files.Pieces];
        using var seal = key.Start(PurposeOf(id));
        foreach (var piece in pieces)
        {
            seal.AppendData(piece);
        }

        return new SavedSession([.. pieces, seal.GetHashAndReset()], length);
    }

    /// <summary>Reads what was written for the same id, or for none.</summary>
    /// <param name="id">The session, or null.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="workspace">The packages that the session had.</param>
    internal Outcome<SessionState> Read(string? id, ReadOnlyMemory<byte> bytes, string name, Workspace workspace)
    {
        var prefix = Magic.Length + sizeof(uint);
        if (bytes.Length < prefix + MacSize || !bytes.Span.StartsWith(Magic))
        {
            return Failure.Config($"{name} is no saved session");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[Magic.Length..]) is var version and not Version)
        {
            return Failure.Config($"{name} has version {version} of the format, and this Capsule reads version {Version}");
        }

        var signed = bytes[..^MacSize];
        if (!CryptographicOperations.FixedTimeEquals(key.Authenticate(PurposeOf(id), signed.Span), bytes.Span[^MacSize..]))
        {
            return Failure.Config(
                $"{name} was damaged, is another session's file, or was not saved by this user of this machine: sessions are only loaded where they were saved");
        }

        try
        {
            return Read(signed[prefix..], name, signed.Length, workspace);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or WasmException or IOException or InsufficientMemoryException or ZstdException)
        {
            return Failure.Config($"{name} cannot be read: {e.Message}");
        }
    }

    private Outcome<SessionState> Read(ReadOnlyMemory<byte> sections, string name, int size, Workspace workspace)
    {
        var header = JsonSerializer.Deserialize(Take(ref sections).Span, SessionMessages.Default.SessionFileHeader)!;
        if (header.ImageId != guest.Identity.ImageId)
        {
            return Failure.Config(
                $"{name} was saved with another image ({header.ImageId[..12]}…, {header.Language} {header.LanguageVersion}), and this Capsule has {guest.Identity.ImageId[..12]}…: load it with the version of Capsule that saved it");
        }

        if (header.MemoryBytes < guest.Base.Image.Length || header.MemoryBytes > WasmPages.AddressSpace
            || header.MemoryBytes % WasmPages.Size != 0
            || header.Globals.Count != guest.Base.Globals.Count || header.Tables.Count != guest.Base.Tables.Count)
        {
            throw new InvalidDataException("its memory does not fit the image");
        }

        var (stored, delta) = SessionPages.Read(Take(ref sections), header.MemoryBytes);
        var memory = new Snapshot
        {
            Image = guest.Base.Image,
            Stored = stored,
            Delta = delta,
            MemoryBytes = header.MemoryBytes,
            PopulatedPages = header.PopulatedPages,
            Globals = header.Globals,
            Tables = header.Tables,
            Modules = guest.ReadLibraries(header.Libraries, header.MemoryBytes, workspace.Find),
            IsPrivate = true,
        };
        var files = Payload.Unpack(Take(ref sections), int.MaxValue);
        return sections.IsEmpty
            ? new SessionState(guest.ReadState(memory, files, workspace), header.Cells, header.OutputUsed, NeedsSeed: true)
            : throw new InvalidDataException($"it has more than its {size} bytes need");
    }

    /// <summary>
    /// Threat: whoever can rename files has one session answer for another, which has other grants. So a seal is that of an id.
    /// </summary>
    private static string PurposeOf(string? id) => id is null ? "session" : $"session {id}";

    private static Outcome<byte[]> ReadFiles(SandboxState state)
    {
        try
        {
            return state.WriteFiles();
        }
        catch (IOException)
        {
            // What the runtime makes of a stream in memory that is longer than an array.
            return TooLong("private files of more bytes");
        }
    }

    private static Failure TooLong(string what) =>
        new(ErrorType.LimitExceeded, $"the session has {what} to be saved, and {MaxLength} are the most; delete files or data that it no longer needs");

    private static byte[] LengthPrefix(long length)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)length);
        return bytes;
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest)
    {
        var length = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        if (length < 0 || length > rest.Length - sizeof(int))
        {
            throw new InvalidDataException("a section is cut off");
        }

        var section = rest.Slice(sizeof(int), length);
        rest = rest[(sizeof(int) + length)..];
        return section;
    }
}
