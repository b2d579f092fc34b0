using System.Text;
using Capsule.Files;

namespace Capsule.Server.Runs;

/// <summary>The folders of tenants in the server's data, each with the journal of its runs.</summary>
internal sealed class TenantFolders(string data)
{
    /// <summary>What begins the name of a folder whose tenant has another name than it.</summary>
    private const char Encoded = '+';
    private const int MaxPlain = 64;

    private string Root => Path.Combine(data, "tenants");

    /// <summary>All tenants that have a folder.</summary>
    internal IEnumerable<string> Tenants => !Directory.Exists(Root) ? []
        : Directory.EnumerateDirectories(Root).Select(folder => ToTenant(Path.GetFileName(folder))).OfType<string>();

    /// <summary>The folder of a tenant, which is made where it is not there.</summary>
    /// <exception cref="IOException">It cannot be made, or others could change it.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    internal string Ensure(string tenant)
    {
        var folder = Path.Combine(Root, ToName(tenant));
        OwnFolder.Ensure(Root);
        OwnFolder.Ensure(folder);
        return folder;
    }

    /// <summary>Whether a tenant has a folder.</summary>
    internal bool Has(string tenant) => Directory.Exists(Path.Combine(Root, ToName(tenant)));

    /// <summary>
    /// A name that differs for each tenant, on file systems that do not tell cases apart too. Threat: tenants whose names are paths, or
    /// that differ in case only.
    /// </summary>
    internal static string ToName(string tenant) =>
        tenant.Length is > 0 and <= MaxPlain && tenant.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_')
            ? tenant
            : Encoded + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(tenant));

    /// <summary>The tenant of a folder, or null where it is none's.</summary>
    internal static string? ToTenant(string name)
    {
        try
        {
            var tenant = name.StartsWith(Encoded) ? Encoding.UTF8.GetString(Convert.FromHexString(name[1..])) : name;
            return ToName(tenant) == name ? tenant : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
