using Capsule.Guests.FileSystem;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Sequences of operations.</summary>
internal static class Sequences
{
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

    /// <summary>On paths and on descriptors, which paths may be relative to.</summary>
    internal static readonly Gen<Operation[]> Any = Gen.Select(
        Gen.Int[0, Prepared.Length],
        One().Array[1, 40],
        (prepared, operations) => (Operation[])[.. Prepared[..prepared], .. operations]);

    /// <summary>On paths alone: no file stays open.</summary>
    internal static readonly Gen<Operation[]> OnPaths = OneOnPath().Array[1, 40];

    private static Gen<Operation> One()
    {
        var paths = new PathOperations(Place(PathGen.Any), Place(PathGen.Brief));
        return Gen.Frequency(
            (6, paths.Open), (5, SlotOperations.Any), (12, paths.Tree), (9, paths.Names), (2, paths.Attributes));
    }

    private static Gen<Operation> OneOnPath()
    {
        var paths = new PathOperations(
            PathGen.Any.Select(path => new At(null, path)), PathGen.Brief.Select(path => new At(null, path)));
        return Gen.Frequency((4, paths.Contents), (4, paths.Tree), (4, paths.Names), (1, paths.Attributes));
    }

    /// <summary>Relative to a descriptor at times; which of that and an empty path is refused first differs.</summary>
    private static Gen<At> Place(Gen<string> path) => Gen.Select(
        Gen.Frequency((5, Gen.Const((int?)null)), (1, SlotOperations.Slot.Select(slot => (int?)slot))),
        path,
        (slot, text) => new At(text.Length == 0 ? null : slot, text));
}
