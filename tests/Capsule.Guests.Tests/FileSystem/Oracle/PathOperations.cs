using Capsule.Guests.FileSystem;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Operations on paths.</summary>
/// <param name="any">Where they work.</param>
/// <param name="brief">The same without names that are too long.</param>
internal sealed class PathOperations(Gen<At> any, Gen<At> brief)
{
    private static readonly Gen<uint> Mode = Gen.Frequency(
        (3, Gen.Const(0x1ffu)), (1, Gen.UInt[0, 0x1ff]), (1, Gen.OneOf(0u, 0x40u, 0x80u, 0x100u, 0x3ffu)));

    private static readonly Gen<OpenFlags> Flags = Gen.Frequency(
        (5, Gen.Const(OpenFlags.ReadWrite | OpenFlags.Create)),
        (3, Gen.Select(
            Gen.Frequency((6, Gen.Int[0, 2]), (1, Gen.Const(3))),
            Gen.Bool,
            Gen.OneOf(
                OpenFlags.Exclusive, OpenFlags.Truncate, OpenFlags.Append, OpenFlags.NonBlocking, OpenFlags.Directory,
                OpenFlags.NoFollow, OpenFlags.CloseOnExec, OpenFlags.Path).Array[0, 3],
            (access, create, others) => others.Aggregate(
                (OpenFlags)access | (create ? OpenFlags.Create : 0), (all, flag) => all | flag))));

    /// <summary>Opening, and leaving open.</summary>
    internal Gen<Operation> Open { get; } = Gen.Select(Gen.Int[0, 2], any, Flags, Mode, OpenAt);

    /// <summary>Opening, reading or writing, and closing.</summary>
    internal Gen<Operation> Contents { get; } = Gen.Frequency(
        (2, Gen.Select(any, Flags, Gen.Int[0, 20_000], (at, flags, count) => new Operation(
            $"open {at} {flags}, write {count}, close",
            files => $"{files.Open(0, at, flags, 0x1ff)}, {files.Write(0, new byte[count], null)}, {files.Close(0)}"))),
        (2, any.Select(at => new Operation(
            $"open {at}, read, close",
            files => $"{files.Open(0, at, 0, 0)}, {files.Read(0, 40_000, null)}, {files.Close(0)}"))),
        (1, Gen.Select(PathGen.Any, Gen.Int[0, 20_000], (path, length) => new Operation(
            $"resize {Answer.Quote(path)} to {length}", files => files.Resize(path, length)))));

    internal Gen<Operation> Tree { get; } = Gen.Frequency(
        (4, Gen.Select(any, Mode, (at, mode) => new Operation(
            $"mkdir {at} {Answer.Octal(mode)}", files => files.MakeDirectory(at, mode)))),
        (3, Gen.Select(PathGen.Any, any, (target, at) => new Operation(
            $"link {at} to {Answer.Quote(target)}", files => files.MakeLink(target, at)))),
        (4, Gen.Select(any, Gen.Bool, (at, follow) => new Operation(
            $"stat {at}{(follow ? "" : " itself")}", files => files.Stat(at, follow)))),
        (2, any.Select(at => new Operation($"list {at}", files => files.List(at)))),
        (1, any.Select(at => new Operation($"readlink {at}", files => files.ReadLink(at)))));

    internal Gen<Operation> Names { get; } = Gen.Frequency(
        (4, Gen.Select(brief, PathGen.Brief, (from, to) => new Operation(
            $"rename {from} to {Answer.Quote(to)}", files => files.Rename(from, new At(null, to))))),
        (2, Gen.Select(brief, PathGen.Brief, (from, to) => new Operation(
            $"hard link {from} as {Answer.Quote(to)}", files => files.Link(from, new At(null, to))))),
        (2, any.Select(at => new Operation($"unlink {at}", files => files.RemoveFile(at)))),
        (3, any.Select(at => new Operation($"rmdir {at}", files => files.RemoveDirectory(at)))),
        (2, PathGen.Any.Select(path => new Operation(
            $"chdir {Answer.Quote(path)}", files => files.ChangeDirectory(path)))),
        (2, Gen.Const(new Operation("getcwd", files => files.CurrentDirectory()))));

    internal Gen<Operation> Attributes { get; } = Gen.Frequency(
        (1, Gen.Select(any, Mode, (at, mode) => new Operation(
            $"chmod {at} {Answer.Octal(mode)}", files => files.SetMode(at, mode)))),
        (1, Gen.Select(any, Gen.UInt[0, 7], (at, wanted) => new Operation(
            $"access {at} {wanted}", files => files.Access(at, wanted)))));

    private static Operation OpenAt(int slot, At place, OpenFlags flags, uint mode)
    {
        // Linux refuses these flags before it looks at the descriptor, which the system-call layer does first.
        var at = flags.HasFlag(OpenFlags.Create | OpenFlags.Directory) ? place with { Slot = null } : place;
        return new Operation(
            $"open {slot} {at} {flags} {Answer.Octal(mode)}", files => files.Open(slot, at, flags, mode));
    }
}
