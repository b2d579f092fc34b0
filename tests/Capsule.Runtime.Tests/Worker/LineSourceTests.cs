using System.Text;
using Capsule.Runtime.Worker;
using CsCheck;

namespace Capsule.Runtime.Tests.Worker;

public sealed class LineSourceTests
{
    [Fact]
    public void Lines_come_as_they_were_written_however_they_arrive() => Gen.Select(
        Gen.String[Gen.Char['a', 'c'], 0, 12].Array[0, 20], Gen.Int[1, 9])
        .Holds((lines, chunk) =>
        {
            const int most = 8;
            var text = string.Concat(lines.Select(line => line + "\n"));
            var source = new LineSource(new SlowStream(Encoding.ASCII.GetBytes(text), chunk), most);
            var read = new List<string?>();
            while (source.TryRead(out var line, out var isTooLong))
            {
                read.Add(isTooLong ? null : Encoding.ASCII.GetString(line));
            }

            return read.SequenceEqual(lines.Select(line => line.Length > most ? null : line));
        });

    [Fact]
    public void A_last_line_without_end_counts()
    {
        var source = new LineSource(new MemoryStream("a\nbc"u8.ToArray()), 10);

        Assert.True(source.TryRead(out var first, out _) && first.SequenceEqual("a"u8));
        Assert.True(source.TryRead(out var second, out _) && second.SequenceEqual("bc"u8));
        Assert.False(source.TryRead(out _, out _));
    }

    private sealed class SlowStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(chunk, buffer.Length)]);
    }
}
