using System.Buffers.Binary;
using System.Text;

namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>One header with its data block; fails where RFC 9636, sections 3.1 and 3.2, is not kept.</summary>
internal sealed record TzifBlock(char Version, IReadOnlyList<long> Times, IReadOnlyList<int> Indices, TzifType[] Types)
{
    private const int HeaderLength = 44;

    internal int Length { get; private init; }

    internal static TzifBlock Read(ReadOnlySpan<byte> bytes, int timeSize)
    {
        Assert.Equal("TZif", Encoding.ASCII.GetString(bytes[..4]));
        Assert.All(bytes[5..20].ToArray(), reserved => Assert.Equal(0, reserved));
        var (isUt, isStandard, leap) = (Count(bytes, 20), Count(bytes, 24), Count(bytes, 28));
        var (timeCount, typeCount, nameLength) = (Count(bytes, 32), Count(bytes, 36), Count(bytes, 40));
        Assert.Equal((0, 0, 0), (isUt, isStandard, leap));
        Assert.InRange(typeCount, 1, 256);
        Assert.NotEqual(0, nameLength);

        var indicesAt = HeaderLength + (timeCount * timeSize);
        var typesAt = indicesAt + timeCount;
        var namesAt = typesAt + (typeCount * 6);
        var end = namesAt + nameLength;
        var times = new long[timeCount];
        for (var i = 0; i < timeCount; i++)
        {
            var time = bytes[(HeaderLength + (i * timeSize))..];
            times[i] = timeSize == sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(time) : BinaryPrimitives.ReadInt64BigEndian(time);
        }

        var types = new TzifType[typeCount];
        for (var i = 0; i < typeCount; i++)
        {
            types[i] = ReadType(bytes[(typesAt + (i * 6))..], bytes[namesAt..end]);
        }

        int[] indices = [.. bytes[indicesAt..typesAt].ToArray().Select(index => (int)index)];
        return new((char)bytes[4], times, indices, types) { Length = end };
    }

    private static TzifType ReadType(ReadOnlySpan<byte> record, ReadOnlySpan<byte> names)
    {
        Assert.InRange(record[4], 0, 1);
        Assert.InRange(record[5], 0, names.Length - 1);
        var name = names[record[5]..];
        var length = name.IndexOf((byte)0);
        Assert.NotEqual(-1, length);
        var offset = BinaryPrimitives.ReadInt32BigEndian(record);
        return new(offset, record[4] == 1, Encoding.ASCII.GetString(name[..length]));
    }

    private static int Count(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);
}
