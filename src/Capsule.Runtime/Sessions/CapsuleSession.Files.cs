using Capsule.Errors;
using Capsule.Guests.Python;

namespace Capsule.Runtime.Sessions;

/// <content>The files of a session.</content>
public sealed partial class CapsuleSession
{
    /// <summary>Writes a file of the session. Relative paths are below its workspace.</summary>
    public Task<Outcome<bool>> WriteFileAsync(string path, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken = default) =>
        FilesAsync<bool>(files => files.Write(path, contents.Span) is { } problem ? NotDone(path, problem) : true, cancellationToken);

    /// <summary>Reads a file of the session.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    public Task<Outcome<byte[]>> ReadFileAsync(string path, long limit = 1 << 30, CancellationToken cancellationToken = default) =>
        FilesAsync<byte[]>(
            files => files.Read(path, limit, out var problem) is { } bytes ? bytes : NotDone(path, problem), cancellationToken);

    /// <summary>Lists everything below a folder of the session, by default the workspace.</summary>
    public Task<Outcome<GuestFile[]>> ListFilesAsync(string folder = ".", CancellationToken cancellationToken = default) =>
        FilesAsync<GuestFile[]>(
            files => files.List(folder, out var problem) is { } found ? found.ToArray() : NotDone(folder, problem), cancellationToken);

    /// <summary>Deletes a file, or an empty folder.</summary>
    public Task<Outcome<bool>> DeleteFileAsync(string path, CancellationToken cancellationToken = default) =>
        FilesAsync<bool>(files => files.Delete(path) is { } problem ? NotDone(path, problem) : true, cancellationToken);

    /// <summary>Copies a file of this machine into the session, in the turn of this call.</summary>
    /// <param name="source">The file: the caller's choice, which no cell can influence.</param>
    /// <param name="path">Its path in the session.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <returns>How many bytes it has.</returns>
    public Task<Outcome<long>> ImportFileAsync(string source, string path, CancellationToken cancellationToken = default) =>
        FilesAsync<long>(
            files => !HostTransfer.Read(source, options.Policy.Ram.Bytes).TryGet(out var bytes, out var failure) ? failure
                : files.Write(path, bytes) is { } problem ? NotDone(path, problem)
                : bytes.LongLength,
            cancellationToken);

    /// <summary>Copies a file of the session to this machine, over what is there.</summary>
    /// <param name="path">Its path in the session.</param>
    /// <param name="target">The file: the caller's choice, which no cell can influence.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <returns>How many bytes it has.</returns>
    public Task<Outcome<long>> ExportFileAsync(string path, string target, CancellationToken cancellationToken = default) =>
        FilesAsync<long>(
            files => files.Read(path, options.Policy.Ram.Bytes, out var problem) is { } bytes
                ? HostTransfer.Write(target, bytes)
                : NotDone(path, problem),
            cancellationToken);

    /// <summary>Writes the files that the session starts with.</summary>
    internal Task<Outcome<bool>> FillAsync(CancellationToken cancellationToken) =>
        options.Files.Count == 0 ? Task.FromResult<Outcome<bool>>(true) : FilesAsync(Fill, cancellationToken);

    private Outcome<bool> Fill(GuestFiles files)
    {
        foreach (var (path, contents) in options.Files)
        {
            if (files.Write(path, contents.Span) is { } problem)
            {
                return NotDone(path, problem);
            }
        }

        return true;
    }

    private Task<Outcome<T>> FilesAsync<T>(Func<GuestFiles, Outcome<T>> use, CancellationToken cancellationToken) =>
        TurnAsync(_ => body.UseFiles(use), cancellationToken);

    private static Failure NotDone(string path, string problem) => Failure.Config($"'{path}': {problem}");
}
