using Capsule.Guests.Abstractions;
using Capsule.Runtime.Sessions;

namespace Capsule.Runtime;

/// <content>The files of a session.</content>
public sealed partial class CapsuleSession
{
    /// <summary>Writes a file of the session.</summary>
    /// <param name="path">Its path; a relative one is below the session's workspace.</param>
    /// <param name="contents">What it has then; a file that is there is replaced.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">The file cannot be written, or the session has ended.</exception>
    public async Task WriteFileAsync(string path, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken = default) =>
        _ = (await TryWriteFileAsync(path, contents, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Reads a file of the session.</summary>
    /// <param name="path">Its path; a relative one is below the session's workspace.</param>
    /// <param name="limit">How many bytes it may have; 1 GiB by default.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">There is no such file, it has more bytes, or the session has ended.</exception>
    public async Task<byte[]> ReadFileAsync(string path, long limit = 1 << 30, CancellationToken cancellationToken = default) =>
        (await TryReadFileAsync(path, limit, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Lists everything below a folder of the session.</summary>
    /// <param name="folder">The folder; by default the session's workspace.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">There is no such folder, or the session has ended.</exception>
    public async Task<GuestFile[]> ListFilesAsync(string folder = ".", CancellationToken cancellationToken = default) =>
        (await TryListFilesAsync(folder, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Deletes a file, or an empty folder.</summary>
    /// <param name="path">Its path; a relative one is below the session's workspace.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <exception cref="CapsuleException">It cannot be deleted, or the session has ended.</exception>
    public async Task DeleteFileAsync(string path, CancellationToken cancellationToken = default) =>
        _ = (await TryDeleteFileAsync(path, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Copies a file of this machine into the session, in the turn of this call.</summary>
    /// <param name="source">The file: the caller's choice, which no cell can influence.</param>
    /// <param name="path">Its path in the session.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="CapsuleException">One of the files cannot be used, or the session has ended.</exception>
    public async Task<long> ImportFileAsync(string source, string path, CancellationToken cancellationToken = default) =>
        (await TryImportFileAsync(source, path, cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <summary>Copies a file of the session to this machine, over what is there.</summary>
    /// <param name="path">Its path in the session.</param>
    /// <param name="target">The file: the caller's choice, which no cell can influence.</param>
    /// <param name="cancellationToken">Ends waiting for the turn.</param>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="CapsuleException">One of the files cannot be used, or the session has ended.</exception>
    public async Task<long> ExportFileAsync(string path, string target, CancellationToken cancellationToken = default) =>
        (await TryExportFileAsync(path, target, cancellationToken).ConfigureAwait(false)).OrThrow();

    internal Task<Outcome<bool>> TryWriteFileAsync(string path, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken = default) =>
        FilesAsync<bool>(files => files.Write(path, contents.Span) is { } problem ? NotDone(path, problem) : true, cancellationToken);

    internal Task<Outcome<byte[]>> TryReadFileAsync(string path, long limit = 1 << 30, CancellationToken cancellationToken = default) =>
        FilesAsync<byte[]>(
            files => files.Read(path, limit, out var problem) is { } bytes ? bytes : NotDone(path, problem), cancellationToken);

    internal Task<Outcome<GuestFile[]>> TryListFilesAsync(string folder = ".", CancellationToken cancellationToken = default) =>
        FilesAsync<GuestFile[]>(
            files => files.List(folder, out var problem) is { } found ? found.ToArray() : NotDone(folder, problem), cancellationToken);

    internal Task<Outcome<bool>> TryDeleteFileAsync(string path, CancellationToken cancellationToken = default) =>
        FilesAsync<bool>(files => files.Delete(path) is { } problem ? NotDone(path, problem) : true, cancellationToken);

    internal Task<Outcome<long>> TryImportFileAsync(string source, string path, CancellationToken cancellationToken = default) =>
        FilesAsync<long>(
            files => !HostTransfer.Read(source, options.Policy.Ram.Bytes).TryGet(out var bytes, out var failure) ? failure
                : files.Write(path, bytes) is { } problem ? NotDone(path, problem)
                : bytes.LongLength,
            cancellationToken);

    internal Task<Outcome<long>> TryExportFileAsync(string path, string target, CancellationToken cancellationToken = default) =>
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
