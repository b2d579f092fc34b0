using System.Text;
using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Names that may be no text.</summary>
public sealed class ByteStringTests
{
    [Fact]
    public void Any_bytes_come_back_as_they_were() => Gen.Byte.Array.Holds(bytes =>
        Assert.Equal(bytes, ByteString.ToBytes(ByteString.FromBytes(bytes))));

    [Fact]
    public void Any_text_comes_back_as_it_was() => Gen.String.Where(text => !text.Any(char.IsSurrogate)).Holds(text =>
    {
        Assert.Equal(text, ByteString.ToText(ByteString.FromText(text)));
        Assert.Equal(Encoding.UTF8.GetBytes(text), ByteString.ToBytes(ByteString.FromText(text)));
    });

    [Fact]
    public void Any_name_can_be_given_to_a_file() =>
        Gen.Byte[1, 255].Where(value => value != '/').Array[1, 255].Select(bytes => ByteString.FromBytes(bytes))
            .Where(name => name is not ("." or "..")).Holds(name =>
            {
                var files = new TestFiles();
                files.Write(name, [7]);
                Assert.Equal([7], files.Read("/" + name));
                Assert.Equal(3, files.List("/").Length);
                Assert.Contains(name, files.List("/"));
            });
}
