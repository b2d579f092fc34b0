using System.Text;

namespace Capsule.Architecture.Tests;

/// <summary>Which registry a build uses is up to the machine that builds, not to our files.</summary>
public sealed class RegistryTests
{
    /// <summary>In pieces, so that this file does not name a registry itself.</summary>
    private static readonly string[] Hosts = ["nuget" + ".org", "npmjs" + ".org", "pypi" + ".org"];

    [Fact]
    public void No_committed_file_names_a_registry() => Offenders.MustBeNone(
        Repository.CommittedFiles().SelectMany(file => HostsIn(file).Select(host => $"{file}: {host}")));

    private static IEnumerable<string> HostsIn(string file)
    {
        // A byte is a letter here: the names are ASCII, and what else is in a file does not matter.
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(Repository.FullPath(file)));
        var isText = !text.Contains('\0', StringComparison.Ordinal);
        return isText ? Hosts.Where(host => text.Contains(host, StringComparison.OrdinalIgnoreCase)) : [];
    }
}
