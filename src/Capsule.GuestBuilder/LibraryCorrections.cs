using System.Text;

namespace Capsule.GuestBuilder;

/// <summary>Takes out of Pyodide's standard library what is true only in a browser.</summary>
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

    /// <summary>A file of the library as the guest gets it.</summary>
    /// <exception cref="InvalidDataException">Pyodide changed the file: see whether it needs correcting still.</exception>
    internal static byte[] Apply(string path, byte[] contents)
    {
        if (path != "zoneinfo/_common.py")
        {
            return contents;
        }

        var text = Encoding.UTF8.GetString(contents);
        return text.Contains(ZoneAdvice, StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(text.Replace(ZoneAdvice, "", StringComparison.Ordinal))
            : throw new InvalidDataException($"The library's {path} has no advice to load zones any more.");
    }
}
