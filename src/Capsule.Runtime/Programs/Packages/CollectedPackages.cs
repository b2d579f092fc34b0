namespace Capsule.Runtime.Programs.Packages;

/// <summary>What a program takes along of the installed packages.</summary>
/// <param name="Files">The files, by path relative to site-packages.</param>
/// <param name="LeftOut">Top-level modules that packages of the program can use, that are installed, and that stay behind.</param>
internal sealed record CollectedPackages(
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files, IReadOnlyCollection<string> LeftOut);
