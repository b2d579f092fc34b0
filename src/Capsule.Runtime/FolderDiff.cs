namespace Capsule.Runtime;

/// <summary>Describes how an overlay differs from its folder.</summary>
/// <param name="Changes">All changes, ordered by path.</param>
/// <param name="Text">
/// Those of files and links as a unified diff, as <c>git apply</c> and <c>patch</c> take it; empty without any. Files of more than 1 MiB, and those
/// that are not UTF-8, are named and not shown. Code that nobody trusts may have written it: lines of files may have control characters in them.
/// </param>
public sealed record FolderDiff(IReadOnlyList<FolderChange> Changes, string Text);
