using Capsule.Errors;
using Capsule.Guests.Python;

namespace Capsule.Runtime.Sessions;

/// <content>The files of a session.</content>
public sealed partial class CapsuleSession
{
    /// <summary>Writes a file of the session. Relative paths are below its workspace.</summary>
    public Task<Outcome<bool>> WriteFileAsync(string path, ReadOnlyMemory<byte> contents, CancellationToken cancellation = default) =>
        FilesAsync<bool>(files => files.Write(path, contents.Span) is { } problem ? NotDone(path, problem) : true, cancellation);

    /// <summary>Reads a file of the session.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="cancellation">Ends waiting for the turn.</param>
    public Task<Outcome<byte[]>> ReadFileAsync(string path, long limit = 1 << 30, CancellationToken cancellation = default) =>
        FilesAsync<byte[]>(
            files => files.Read(path, limit, out var problem) is { } bytes ? bytes : NotDone(path, problem), cancellation);

    /// <summary>Lists everything below a folder of the session, by default the workspace.</summary>
    public Task<Outcome<GuestFile[]>> ListFilesAsync(string folder = ".", CancellationToken cancellation = default) =>
        FilesAsync<GuestFile[]>(
            files => files.List(folder, out var problem) is { } found ? found.ToArray() : NotDone(folder, problem), cancellation);

    /// <summary>Deletes a file, or an empty folder.</summary>
    public Task<Outcome<bool>> DeleteFileAsync(string path, CancellationToken cancellation = default) =>
        FilesAsync<bool>(files => files.Delete(path) is { } problem ? NotDone(path, problem) : true, cancellation);

    private Task<Outcome<T>> FilesAsync<T>(Func<GuestFiles, Outcome<T>> use, CancellationToken cancellation) =>
        TurnAsync(_ => body.UseFiles(use), cancellation);

    private static Failure NotDone(string path, string problem) => Failure.Config($"'{path}': {problem}");
}
