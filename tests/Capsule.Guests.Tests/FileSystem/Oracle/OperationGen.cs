using Capsule.Guests.FileSystem;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Operations of every kind.</summary>
internal static class OperationGen
{
    private static readonly Gen<int> Slot = Gen.Int[0, 2];

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

    private static readonly Gen<long> Position = Gen.OneOf(Gen.Long[0, 10], Gen.Long[0, 70_000]);

    private static readonly Gen<long?> MaybePosition = Gen.Frequency(
        (1, Gen.Const((long?)null)), (1, Position.Select(position => (long?)position)));

    private static readonly Gen<int> Count = Gen.OneOf(Gen.Int[0, 8], Gen.Int[0, 40_000]);

    private static readonly Gen<At> Any = Place(PathGen.Any);

    private static readonly Gen<At> Short = Place(PathGen.Short);

    /// <summary>Something to begin with.</summary>
    private static readonly Operation[] Prepared =
    [
        new("mkdir a", files => files.MakeDirectory(new At(null, "a"), 0x1ff)),
        new("mkdir a/b", files => files.MakeDirectory(new At(null, "a/b"), 0x1ff)),
        new("open 2 a/c", files => files.Open(2, new At(null, "a/c"), OpenFlags.Create | OpenFlags.ReadWrite, 0x1b6)),
        new("link c to a/b", files => files.MakeLink("a/b", new At(null, "c"))),
        new("open 1 a", files => files.Open(1, new At(null, "a"), OpenFlags.Directory, 0)),
        new("chdir a/b", files => files.ChangeDirectory("a/b")),
    ];

    internal static readonly Gen<Operation[]> Sequence = Gen.Select(
        Gen.Int[0, Prepared.Length],
        One().Array[1, 40],
        (prepared, operations) => (Operation[])[.. Prepared[..prepared], .. operations]);

    private static Gen<Operation> One() => Gen.Frequency(
        (6, Gen.Select(Slot, Any, Flags, Mode, Open)),
        (4, Contents()),
        (10, Names()),
        (2, Attributes()),
        (4, Gen.Select(Any, Mode, (at, mode) => new Operation(
            $"mkdir {at} {Answer.Octal(mode)}", files => files.MakeDirectory(at, mode)))),
        (3, Gen.Select(PathGen.Any, Any, (target, at) => new Operation(
            $"link {at} to {Answer.Quote(target)}", files => files.MakeLink(target, at)))),
        (4, Any.SelectMany(at => Gen.Bool.Select(follow => new Operation(
            $"stat {at} {(follow ? "" : "itself")}", files => files.Stat(at, follow))))),
        (1, Any.Select(at => new Operation($"list {at}", files => files.List(at)))));

    private static Gen<Operation> Contents() => Gen.Frequency(
        (3, Gen.Select(Slot, Count, MaybePosition, (slot, count, position) => new Operation(
            $"read {slot} {count} at {position}", files => files.Read(slot, count, position)))),
        (4, Gen.Select(Slot, Count, MaybePosition, (slot, count, position) => new Operation(
            $"write {slot} {count} at {position}", files => files.Write(slot, Bytes(count), position)))),
        (1, Gen.Select(Slot, Position, (slot, length) => new Operation(
            $"resize {slot} to {length}", files => files.Resize(slot, length)))),
        (1, Gen.Select(PathGen.Any, Position, (path, length) => new Operation(
            $"resize {Answer.Quote(path)} to {length}", files => files.Resize(path, length)))),
        (1, Slot.Select(slot => new Operation($"close {slot}", files => files.Close(slot)))),
        (1, Gen.Select(Slot, Slot, (slot, into) => new Operation(
            $"duplicate {slot} into {into}", files => files.Duplicate(slot, into)))),
        (1, Slot.Select(slot => new Operation($"stat {slot}", files => files.Stat(slot)))));

    private static Gen<Operation> Names() => Gen.Frequency(
        (4, Gen.Select(Short, PathGen.Short, (from, to) => new Operation(
            $"rename {from} to {Answer.Quote(to)}", files => files.Rename(from, new At(null, to))))),
        (2, Any.Select(at => new Operation($"unlink {at}", files => files.RemoveFile(at)))),
        (3, Any.Select(at => new Operation($"rmdir {at}", files => files.RemoveDirectory(at)))),
        (1, Any.Select(at => new Operation($"readlink {at}", files => files.ReadLink(at)))),
        (2, PathGen.Any.Select(path => new Operation(
            $"chdir {Answer.Quote(path)}", files => files.ChangeDirectory(path)))),
        (1, Slot.Select(slot => new Operation($"chdir {slot}", files => files.ChangeDirectory(slot)))),
        (2, Gen.Const(new Operation("getcwd", files => files.CurrentDirectory()))));

    private static Gen<Operation> Attributes() => Gen.Frequency(
        (2, Gen.Select(Any, Mode, (at, mode) => new Operation(
            $"chmod {at} {Answer.Octal(mode)}", files => files.SetMode(at, mode)))),
        (1, Gen.Select(Slot, Mode, (slot, mode) => new Operation(
            $"chmod {slot} {Answer.Octal(mode)}", files => files.SetMode(slot, mode)))),
        (2, Gen.Select(Any, Gen.UInt[0, 7], (at, wanted) => new Operation(
            $"access {at} {wanted}", files => files.Access(at, wanted)))));

    private static Operation Open(int slot, At place, OpenFlags flags, uint mode)
    {
        // Linux refuses these flags before it looks at the descriptor, which the system-call layer does first.
        var at = flags.HasFlag(OpenFlags.Create | OpenFlags.Directory) ? place with { Slot = null } : place;
        return new Operation($"open {slot} {at} {flags} {Answer.Octal(mode)}", files => files.Open(slot, at, flags, mode));
    }

    private static Gen<At> Place(Gen<string> path) => Gen.Select(
        Gen.Frequency((5, Gen.Const((int?)null)), (1, Slot.Select(slot => (int?)slot))),
        path,
        (slot, text) => new At(text.Length == 0 ? null : slot, text)); // which is looked at first depends on the call

    private static byte[] Bytes(int count) => [.. Enumerable.Range(1, count).Select(i => (byte)(i + (i >> 8)))];
}
