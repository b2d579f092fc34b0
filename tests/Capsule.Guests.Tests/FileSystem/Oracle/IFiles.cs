using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>
/// What two file systems are asked. Every answer is a line of text, so that two can be compared and read: the name of
/// an error, or what was found. A slot is a number that stands for a descriptor.
/// </summary>
internal interface IFiles
{
    string Open(int slot, At at, OpenFlags flags, uint mode);

    string Close(int slot);

    string Duplicate(int slot, int into);

    string Read(int slot, int count, long? position);

    string Write(int slot, byte[] bytes, long? position);

    string Resize(int slot, long length);

    string Resize(string path, long length);

    string Stat(int slot);

    string Stat(At at, bool follow);

    string SetMode(int slot, uint mode);

    string SetMode(At at, uint mode);

    string Access(At at, uint wanted);

    string List(At at);

    string MakeDirectory(At at, uint mode);

    string MakeLink(string target, At at);

    string ReadLink(At at);

    string RemoveFile(At at);

    string RemoveDirectory(At at);

    string Rename(At from, At to);

    string Link(At from, At to);

    string ChangeDirectory(string path);

    string ChangeDirectory(int slot);

    string CurrentDirectory();
}
