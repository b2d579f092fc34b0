using System.Xml.Linq;

namespace Capsule.Architecture.Tests;

/// <summary>What a project file refers to.</summary>
internal sealed class ProjectFile(string path)
{
    private readonly XDocument xml = XDocument.Load(Repository.FullPath(path));

    internal string Name => Path.GetFileNameWithoutExtension(path);

    /// <summary>Projects whose code this one's may use: not those that only have to be built before it.</summary>
    internal IEnumerable<string> Projects =>
        References("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal);

    internal IEnumerable<string> Packages =>
        References("PackageReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Order(StringComparer.Ordinal);

    /// <summary>Packages whose version this file sets, by an attribute or by an element.</summary>
    internal IEnumerable<string> VersionedPackages =>
        References("PackageReference")
            .Where(reference => reference.Attributes().Select(attribute => attribute.Name.LocalName)
                .Concat(reference.Elements().Select(element => element.Name.LocalName))
                .Any(name => name is "Version" or "VersionOverride"))
            .Select(reference => $"{Name}: {(string?)reference.Attribute("Include")}");

    private IEnumerable<XElement> References(string kind) => xml.Descendants(kind);
}
