namespace Capsule.Guests.FileSystem;

/// <summary>The entries of a directory at one moment.</summary>
/// <param name="entries">The entries, without <c>.</c> and <c>..</c>.</param>
/// <param name="release">Is called when they are no longer held.</param>
internal sealed class Listing(IReadOnlyList<DirectoryEntry> entries, Action? release = null) : IDisposable
{
    internal IReadOnlyList<DirectoryEntry> Entries => entries;

    public void Dispose() => release?.Invoke();
}
