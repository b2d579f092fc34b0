namespace Capsule.Packages.Resolving;

/// <summary>What a database of vulnerabilities says of a package of a lock. Its texts are strangers'.</summary>
/// <param name="Name">The package.</param>
/// <param name="Id">The record's id, such as <c>PYSEC-2024-1</c>.</param>
/// <param name="Summary">What it says in short.</param>
/// <param name="Fixed">Versions in which it is fixed.</param>
internal sealed record Advisory(string Name, string Id, string Summary, IReadOnlyList<string> Fixed);
