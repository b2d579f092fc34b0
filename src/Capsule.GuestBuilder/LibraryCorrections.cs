using System.Text;

namespace Capsule.GuestBuilder;

/// <summary>Corrects what in Pyodide's standard library is true only in a browser.</summary>
internal static class LibraryCorrections
{
    /// <summary>Advice to load zones, for whoever names an unknown one; all zones are here.</summary>
    private const string ZoneAdvice = """
                if "tzdata" not in sys.modules:
                    raise ZoneInfoNotFoundError(
                       f"No time zone found with key {key}. \n"
                        " On Pyodide you must do pyodide.loadPackage('tzdata')"
                        " package before you use zoneinfo.")

        """;

    /// <summary>
    /// What sysconfig names the build's data after. Programs see another platform than the one that CPython was built for
    /// (docs/explanation/rationale.md, "Which platform does a program see?").
    /// </summary>
    private const string BuildPlatform = "f'_sysconfigdata_{sys.abiflags}_{sys.platform}_{multiarch}'";

    private static readonly Dictionary<string, (string Text, string Replacement)> Corrections = new(StringComparer.Ordinal)
    {
        ["zoneinfo/_common.py"] = (ZoneAdvice, ""),
        ["sysconfig/__init__.py"] = (BuildPlatform, "f'_sysconfigdata_{sys.abiflags}_emscripten_{multiarch}'"),
    };

    /// <summary>A file of the library as the guest gets it.</summary>
    /// <exception cref="InvalidDataException">Pyodide changed the file: see whether it needs correcting still.</exception>
    internal static byte[] Apply(string path, byte[] contents)
    {
        if (!Corrections.TryGetValue(path, out var correction))
        {
            return contents;
        }

        var text = Encoding.UTF8.GetString(contents);
        return text.Contains(correction.Text, StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(text.Replace(correction.Text, correction.Replacement, StringComparison.Ordinal))
            : throw new InvalidDataException($"The library's {path} does not have the text any more that is corrected: {correction.Text}");
    }
}
