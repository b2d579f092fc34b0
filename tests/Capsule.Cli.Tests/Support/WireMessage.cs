using System.Buffers.Binary;
using System.Text;

namespace Capsule.Cli.Tests.Support;

/// <summary>A Protocol Buffers message by its field numbers (protobuf.dev, "Encoding").</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> fields = [];

    internal WireMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            var (number, value) = (0UL, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    number = Varint(ref bytes);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8));
                    break;
                case 2:
                    value = Take(ref bytes, (int)Varint(ref bytes)).ToArray();
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4));
                    break;
                default:
                    throw new InvalidDataException($"no wire type: {tag & 7}");
            }

            fields.Add(((int)(tag >> 3), number, value));
        }
    }

    internal IEnumerable<WireMessage> All(int field) => fields.Where(one => one.Field == field).Select(one => new WireMessage(one.Bytes));

    internal WireMessage? Message(int field) => All(field).FirstOrDefault();

    internal string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    internal string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

    internal long Number(int field) => (long)fields.FirstOrDefault(one => one.Field == field).Number;

    internal bool Has(int field) => fields.Any(one => one.Field == field);

    private byte[] Bytes(int field) => fields.FirstOrDefault(one => one.Field == field).Bytes ?? [];

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(ref bytes, 1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
