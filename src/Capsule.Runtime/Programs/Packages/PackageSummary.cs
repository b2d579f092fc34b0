namespace Capsule.Runtime.Programs.Packages;

/// <summary>A package of a program, as its own metadata names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, or null where it names none.</param>
/// <param name="License">Its licence, as an SPDX expression or in its author's words; null where it names none.</param>
internal sealed record PackageSummary(string Name, string? Version, string? License);
