using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Descriptors.</summary>
public sealed class DescriptorTableTests
{
    private readonly DescriptorTable table = new();

    [Fact]
    public void A_file_gets_the_lowest_free_descriptor()
    {
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => table.Add(new EmptyInput()).Value));
        table.Close(1);
        Assert.Equal(1, table.Add(new EmptyInput()).Value);
        Assert.Equal(10, table.Add(new EmptyInput(), from: 10).Value);
        Assert.Equal(11, table.Add(new EmptyInput(), from: 10).Value);
        Assert.Equal(3, table.Add(new EmptyInput()).Value);
    }

    [Fact]
    public void There_are_1024_descriptors()
    {
        var file = new EmptyInput();
        for (var i = 0; i < 1024; i++)
        {
            Assert.Equal(i, table.Add(file).Value);
        }

        Assert.Equal(Errno.TooManyOpenFiles, table.Add(file).Error);
        table.Close(500);
        Assert.Equal(Errno.TooManyOpenFiles, table.Add(file, from: 501).Error);
        Assert.Equal(500, table.Add(file).Value);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1024)]
    [InlineData(int.MaxValue)]
    public void Numbers_out_of_range_stand_for_nothing(int descriptor)
    {
        Assert.Null(table[descriptor]);
        Assert.Equal(Errno.BadDescriptor, table.Close(descriptor));
        Assert.Equal(Errno.BadDescriptor, table.Replace(descriptor, new EmptyInput()));
        Assert.Equal(Errno.Invalid, table.Add(new EmptyInput(), descriptor).Error);
    }

    [Fact]
    public void Duplicates_share_the_position_and_the_flags()
    {
        var files = new TestFiles();
        var file = files.Open("file", OpenFlags.Create | OpenFlags.ReadWrite);
        var (first, second) = (table.Add(file).Value, table.Add(file).Value);
        table[first]!.Position = 7;
        table[first]!.Flags |= OpenFlags.Append;
        Assert.Equal((7, OpenFlags.ReadWrite | OpenFlags.Append), (table[second]!.Position, table[second]!.Flags));
    }

    [Fact]
    public void A_file_that_is_opened_twice_has_two_positions()
    {
        var files = new TestFiles();
        var (first, second) = (files.Open("file", OpenFlags.Create), files.Open("file", OpenFlags.Create));
        first.Position = 7;
        Assert.Equal(0, second.Position);
    }

    [Fact]
    public void Duplicating_to_a_descriptor_closes_what_it_stood_for()
    {
        var pipe = new Pipe();
        table.Add(pipe.Reader);
        table.Add(pipe.Writer);
        table.Add(new EmptyInput());
        Assert.Equal(Errno.Success, table.Replace(1, table[2]!));
        Assert.Same(table[2], table[1]);
        Assert.Equal(0, table[0]!.Read(new byte[1], 0).Value); // the end: the writer was closed
        Assert.Equal(Errno.Success, table.Replace(1000, table[2]!));
        Assert.Equal(3, table.Add(new EmptyInput()).Value);
    }

    [Fact]
    public void A_file_closes_with_its_last_descriptor()
    {
        var pipe = new Pipe();
        var reader = pipe.Reader.Share();
        table.Add(pipe.Writer);
        table.Replace(5, table[0]!);
        table.Close(0);
        Assert.Equal(Errno.TryAgain, reader.Read(new byte[1], 0).Error);
        table.CloseAll();
        Assert.Equal(0, reader.Read(new byte[1], 0).Value);
        Assert.Equal(Errno.BadDescriptor, table.Close(5));
    }
}
