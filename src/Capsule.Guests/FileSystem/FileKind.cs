namespace Capsule.Guests.FileSystem;

/// <summary>The kind of a file, as the upper bits of its mode (sys/stat.h, S_IFMT).</summary>
internal enum FileKind : uint
{
    Pipe = 0x1000,
    Character = 0x2000,
    Directory = 0x4000,
    Block = 0x6000,
    Regular = 0x8000,
    Symlink = 0xa000,
    Socket = 0xc000,
}
