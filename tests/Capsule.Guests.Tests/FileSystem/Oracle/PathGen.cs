using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Paths over so few names that operations meet, with everything that paths can have.</summary>
internal static class PathGen
{
    private static readonly Gen<string> Common = Gen.OneOf("a", "b", "c");

    private static readonly Gen<string> Odd = Gen.OneOf(
        "\xff\xfe\x80", "\xc3\xa9", " ", "...", ".a", "\n", new string('n', 255));

    private static readonly Gen<string> TooLong = Gen.Const(new string('n', 256));

    /// <summary>Any path.</summary>
    internal static readonly Gen<string> Any = Of(Gen.Frequency(
        (40, Common), (2, Gen.Const(".")), (5, Gen.Const("..")), (1, Gen.Const("")), (1, Odd), (1, TooLong)));

    /// <summary>Any path without names that are too long.</summary>
    internal static readonly Gen<string> Brief = Of(Gen.Frequency(
        (40, Common), (2, Gen.Const(".")), (5, Gen.Const("..")), (1, Gen.Const("")), (1, Odd)));

    private static Gen<string> Of(Gen<string> component)
    {
        var path = Gen.Select(
            Gen.Frequency((8, Gen.Const("")), (2, Gen.Const("/")), (1, Gen.Const("//"))),
            Gen.Frequency((4, component.Array[1]), (4, component.Array[2]), (2, component.Array[3, 4])),
            Gen.Frequency((6, Gen.Const("")), (1, Gen.Const("/")), (1, Gen.Const("//"))),
            (start, components, end) => start + string.Join('/', components) + end);
        return Gen.Frequency(
            (80, path),
            (1, Gen.OneOf("", "/", Repeat("./", 2047) + "a", Repeat("./", 2048), Repeat("a/", 2047) + "b")));
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
