using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Streams;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Pipes inside a sandbox, where nobody can wait.</summary>
public sealed class PipeTests
{
    private const int Capacity = 65_536;
    private readonly OpenFile reader;
    private readonly OpenFile writer;

    public PipeTests()
    {
        var pipe = new Pipe();
        (reader, writer) = (pipe.Reader.Share(), pipe.Writer.Share());
    }

    [Fact]
    public void Bytes_come_out_as_they_went_in()
    {
        writer.Write([1, 2, 3], 0);
        writer.Write([4, 5], 0);
        Assert.Equal([1, 2], Read(2));
        Assert.Equal([3, 4, 5], Read(10));
    }

    [Fact]
    public void Reading_an_empty_pipe_has_to_be_tried_again()
    {
        Assert.Equal(Errno.TryAgain, reader.Read(new byte[1], 0).Error);
        Assert.Equal((false, false), reader.Poll());
        Assert.Equal(0, reader.Read([], 0).Value);
    }

    [Fact]
    public void Writing_to_a_full_pipe_has_to_be_tried_again()
    {
        Assert.Equal(Capacity, writer.Write(new byte[Capacity + 10], 0).Value);
        Assert.Equal(Errno.TryAgain, writer.Write([1], 0).Error);
        Assert.Equal((false, false), writer.Poll());
        Assert.Equal(0, writer.Write([], 0).Value);
    }

    [Fact]
    public void A_short_message_is_written_whole_or_not_at_all()
    {
        writer.Write(new byte[Capacity - 4095], 0);
        Assert.Equal((false, false), writer.Poll());
        Assert.Equal(Errno.TryAgain, writer.Write(new byte[4096], 0).Error);
        Assert.Equal(4095, writer.Write(new byte[4097], 0).Value);
    }

    [Fact]
    public void The_rest_is_read_after_the_writer_has_gone_and_then_the_end()
    {
        writer.Write([1], 0);
        writer.Release();
        Assert.Equal([1], Read(5));
        Assert.Empty(Read(5));
        Assert.Equal((true, false), reader.Poll());
    }

    [Fact]
    public void Writing_where_nobody_reads_fails_at_once()
    {
        writer.Write(new byte[Capacity], 0);
        reader.Release();
        Assert.Equal(Errno.BrokenPipe, writer.Write([1], 0).Error);
        Assert.Equal((false, true), writer.Poll());
    }

    [Fact]
    public void Each_end_goes_one_way()
    {
        Assert.Equal((true, false, false), (reader.CanRead, reader.CanWrite, reader.IsSeekable));
        Assert.Equal((false, true, false), (writer.CanRead, writer.CanWrite, writer.IsSeekable));
        Assert.Equal(Errno.BadDescriptor, reader.Write([1], 0).Error);
        Assert.Equal(Errno.BadDescriptor, writer.Read(new byte[1], 0).Error);
    }

    private byte[] Read(int count)
    {
        var bytes = new byte[count];
        return bytes[..reader.Read(bytes, 0).Value];
    }
}
