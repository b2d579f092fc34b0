using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Paths over so few names that operations meet, with everything that paths can have.</summary>
internal static class PathGen
{
    private static readonly Gen<string> Common = Gen.OneOf("a", "b", "c", "d");

    private static readonly Gen<string> Odd = Gen.OneOf(
        "\xff\xfe\x80", "\xc3\xa9", " ", "...", ".a", "\n", new string('n', 255));

    private static readonly Gen<string> TooLong = Gen.Const(new string('n', 256));

    /// <summary>Any path.</summary>
    internal static readonly Gen<string> Any = Of(Gen.Frequency(
        (24, Common), (2, Gen.Const(".")), (4, Gen.Const("..")), (1, Gen.Const("")), (2, Odd), (1, TooLong)));

    /// <summary>Any path without names that are too long.</summary>
    internal static readonly Gen<string> Short = Of(Gen.Frequency(
        (24, Common), (2, Gen.Const(".")), (4, Gen.Const("..")), (1, Gen.Const("")), (2, Odd)));

    private static Gen<string> Of(Gen<string> component)
    {
        var path = Gen.Select(
            Gen.Frequency((4, Gen.Const("")), (1, Gen.Const("/")), (1, Gen.Const("//"))),
            component.Array[1, 4],
            Gen.Frequency((6, Gen.Const("")), (1, Gen.Const("/")), (1, Gen.Const("//"))),
            (start, components, end) => start + string.Join('/', components) + end);
        return Gen.Frequency(
            (60, path),
            (20, Common),
            (1, Gen.OneOf("", "/", Repeat("./", 2047) + "a", Repeat("./", 2048), Repeat("a/", 2047) + "b")));
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
