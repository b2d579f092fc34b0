using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.FileSystem.Devices;

/// <summary>What programs expect in <c>/dev</c>. None of it is a device of the host.</summary>
internal static class DeviceFiles
{
    private const ulong FirstInode = 1UL << 39;
    private const int RandomLimit = 1 << 20;

    /// <summary>Makes the directory for one sandbox.</summary>
    /// <param name="descriptors">Its descriptors.</param>
    /// <param name="random">Fills a buffer with random bytes.</param>
    internal static BaseDirectory Create(DescriptorTable descriptors, Action<Span<byte>> random)
    {
        Func<Span<byte>, int> draw = into => Draw(into, random);
        return BaseDirectory.Of(isProtected: true, new(StringComparer.Ordinal)
        {
            ["null"] = new DeviceFile(FirstInode, _ => 0),
            ["zero"] = new DeviceFile(FirstInode + 1, Zero),
            ["full"] = new DeviceFile(FirstInode + 2, Zero, Errno.NoSpace),
            ["random"] = new DeviceFile(FirstInode + 3, draw),
            ["urandom"] = new DeviceFile(FirstInode + 4, draw),
            ["stdin"] = new DescriptorFile(descriptors, 0),
            ["stdout"] = new DescriptorFile(descriptors, 1),
            ["stderr"] = new DescriptorFile(descriptors, 2),
            ["fd"] = new DescriptorDirectory(descriptors, FirstInode + 9),
        });
    }

    /// <summary>Threat: one read that fills gigabytes with randomness runs for seconds past its deadline.</summary>
    private static int Draw(Span<byte> into, Action<Span<byte>> random)
    {
        var part = into[..Math.Min(into.Length, RandomLimit)];
        random(part);
        return part.Length;
    }

    private static int Zero(Span<byte> into)
    {
        into.Clear();
        return into.Length;
    }
}
