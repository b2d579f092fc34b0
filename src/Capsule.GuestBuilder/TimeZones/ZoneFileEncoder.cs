using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Capsule.GuestBuilder.TimeZones;

/// <summary>Writes the TZif format (RFC 9636, section 3).</summary>
internal static class ZoneFileEncoder
{
    private const int ReservedBytes = 15;

    /// <summary>A file of version 2, or 3 where the footer takes it.</summary>
    internal static byte[] Encode(ZoneFile file)
    {
        var version = file.Footer.IsExtended ? (byte)'3' : (byte)'2';
        var output = new ArrayBufferWriter<byte>();
        WriteLegacyBlock(output, version);
        WriteBlock(output, version, file);
        output.Write(Encoding.ASCII.GetBytes($"\n{file.Footer.Text}\n"));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The least that section 3.1 allows, one type of an empty name, as IANA's compiler writes it (<c>zic -b slim</c>):
    /// whoever reads version 1 alone gets UTC.
    /// </summary>
    private static void WriteLegacyBlock(ArrayBufferWriter<byte> output, byte version)
    {
        WriteHeader(output, version, transitions: 0, types: 1, nameBytes: 1);
        WriteType(output, default, nameIndex: 0);
        output.Write<byte>([0]);
    }

    /// <summary>The data block that counts. A name that ends another ("ST" of "EST") shares its bytes.</summary>
    private static void WriteBlock(ArrayBufferWriter<byte> output, byte version, ZoneFile file)
    {
        // The first type is the one before the first transition.
        TimeType[] types = [.. file.Transitions.Select(t => t.After).Prepend(file.Initial).Distinct()];
        string[] names = [.. types.Select(type => type.Name).Distinct()];
        var nameBytes = string.Concat(names.Select(name => name + '\0'));
        WriteHeader(output, version, file.Transitions.Count, types.Length, nameBytes.Length);
        foreach (var transition in file.Transitions)
        {
            BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(sizeof(long)), transition.Time);
            output.Advance(sizeof(long));
        }

        output.Write<byte>([.. file.Transitions.Select(t => checked((byte)Array.IndexOf(types, t.After)))]);
        foreach (var type in types)
        {
            WriteType(output, type, nameBytes.IndexOf(type.Name + '\0', StringComparison.Ordinal));
        }

        output.Write(Encoding.ASCII.GetBytes(nameBytes));
    }

    /// <summary>No leap seconds, and no indicators: they serve only TZ variables that leave out their rules.</summary>
    private static void WriteHeader(
        ArrayBufferWriter<byte> output, byte version, int transitions, int types, int nameBytes)
    {
        output.Write("TZif"u8);
        output.Write<byte>([version, .. new byte[ReservedBytes]]);
        foreach (var count in (ReadOnlySpan<int>)[0, 0, 0, transitions, types, nameBytes])
        {
            WriteInt32(output, count);
        }
    }

    /// <summary>A local time type record, which names the place where its name begins.</summary>
    private static void WriteType(ArrayBufferWriter<byte> output, TimeType type, int nameIndex)
    {
        WriteInt32(output, type.Offset);
        output.Write<byte>([type.IsDaylight ? (byte)1 : (byte)0, checked((byte)nameIndex)]);
    }

    private static void WriteInt32(ArrayBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }
}
