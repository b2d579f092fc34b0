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
        WriteBlock(output, version, WithinLegacyTime(file), sizeof(int));
        WriteBlock(output, version, file, sizeof(long));
        output.Write(Encoding.ASCII.GetBytes($"\n{file.Footer.Text}\n"));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>
    /// What a reader of version 1 gets, as IANA's compiler writes it (<c>zic -b fat</c>): the transitions from 1901 to 2038.
    /// dateutil, and arrow on top of it, read nothing else: from an empty block they would take every zone for UTC.
    /// </summary>
    private static ZoneFile WithinLegacyTime(ZoneFile file)
    {
        var first = file.Transitions.TakeWhile(transition => transition.Time < int.MinValue).Count();
        return file with
        {
            Initial = first == 0 ? file.Initial : file.Transitions[first - 1].After,
            Transitions = [.. file.Transitions.Skip(first).TakeWhile(transition => transition.Time <= int.MaxValue)],
        };
    }

    /// <summary>A data block. A name that ends another ("ST" of "EST") shares its bytes.</summary>
    private static void WriteBlock(ArrayBufferWriter<byte> output, byte version, ZoneFile file, int timeSize)
    {
        // The first type is the one before the first transition.
        TimeType[] types = [.. file.Transitions.Select(t => t.After).Prepend(file.Initial).Distinct()];
        string[] names = [.. types.Select(type => type.Name).Distinct()];
        var nameBytes = string.Concat(names.Select(name => name + '\0'));
        WriteHeader(output, version, file.Transitions.Count, types.Length, nameBytes.Length);
        foreach (var transition in file.Transitions)
        {
            WriteTime(output, transition.Time, timeSize);
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

    private static void WriteTime(ArrayBufferWriter<byte> output, long time, int size)
    {
        if (size == sizeof(int))
        {
            WriteInt32(output, checked((int)time));
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(sizeof(long)), time);
            output.Advance(sizeof(long));
        }
    }

    private static void WriteInt32(ArrayBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }
}
