using Capsule.Wasm.Memory;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Wasm.Tests.Memory;

public sealed class ThreadStackMemoryTests
{
    private const int FrameBytes = 16_384;
    private const int Frames = 3000; // 47 MiB

    [Fact]
    public void A_stack_that_was_used_deeply_is_given_back() => BigStack.Run(() =>
    {
        var stack = ThreadStackMemory.OfThisThread();
        Use(Frames);
        var before = Environment.WorkingSet;

        stack.Release();

        Assert.InRange(before - Environment.WorkingSet, 30L << 20, long.MaxValue);
        Assert.Equal(Frames, Use(Frames)); // and works as before
    });

    private static int Use(int frames)
    {
        Span<byte> frame = stackalloc byte[FrameBytes];
        frame.Fill((byte)frames);
        return frames == 0 ? 0 : Use(frames - 1) + 1 + (frame[0] - (byte)frames);
    }
}
