
namespace Capsule.Runtime.Worker.Sessions;

/// <summary>Does what requests about files of sessions ask for.</summary>
internal sealed class SessionFiles(SessionRequests sessions, WorkerOptions worker)
{
    /// <summary>The most that an answer holds: base64 makes a third more of it.</summary>
    private readonly long mostBytes = worker.MaxLineBytes / 2;

    internal async Task<Outcome<SessionAnswer>> WriteAsync(SessionParameters request, CancellationToken cancellationToken)
    {
        if ((request.Contents is null) == (request.FromFile is null))
        {
            return Failure.Config("give one of \"text\", \"base64\" and \"from_file\"");
        }

        if (!sessions.Find(request).TryGet(out var session, out var failure))
        {
            return failure;
        }

        if (request.FromFile is { } file)
        {
            var copied = await session.TryImportFileAsync(sessions.PathOf(request, file), request.Path!, cancellationToken).ConfigureAwait(false);
            return copied.TryGet(out var size, out failure) ? SessionAnswer.Of("size", size) : failure;
        }

        var contents = request.Contents.GetValueOrDefault();
        var written = await session.TryWriteFileAsync(request.Path!, contents, cancellationToken).ConfigureAwait(false);
        return written.TryGet(out _, out failure) ? SessionAnswer.Of("size", contents.Length) : failure;
    }

    internal async Task<Outcome<SessionAnswer>> ReadAsync(SessionParameters request, CancellationToken cancellationToken)
    {
        if (!sessions.Find(request).TryGet(out var session, out var failure))
        {
            return failure;
        }

        if (request.ToFile is { } file)
        {
            var copied = await session.TryExportFileAsync(request.Path!, sessions.PathOf(request, file), cancellationToken).ConfigureAwait(false);
            return copied.TryGet(out var size, out failure) ? SessionAnswer.Of("size", size) : failure;
        }

        var read = await session.TryReadFileAsync(request.Path!, mostBytes, cancellationToken).ConfigureAwait(false);
        return read.TryGet(out var bytes, out failure)
            ? SessionAnswer.Write(writer =>
            {
                writer.WriteNumber("size", bytes.Length);
                writer.WriteBase64String("base64", bytes);
            })
            : failure;
    }

    internal async Task<Outcome<SessionAnswer>> ListAsync(SessionParameters request, CancellationToken cancellationToken)
    {
        if (!sessions.Find(request).TryGet(out var session, out var failure)
            || !(await session.TryListFilesAsync(request.Path ?? ".", cancellationToken).ConfigureAwait(false)).TryGet(out var files, out failure))
        {
            return failure;
        }

        return SessionAnswer.Write(writer =>
        {
            writer.WriteStartArray("files");
            foreach (var file in files)
            {
                writer.WriteStartObject();
                writer.WriteString("path", file.Path);
                writer.WriteNumber("size", file.Size);
                writer.WriteBoolean("is_folder", file.IsFolder);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    internal async Task<Outcome<SessionAnswer>> DeleteAsync(SessionParameters request, CancellationToken cancellationToken)
    {
        if (!sessions.Find(request).TryGet(out var session, out var failure)
            || !(await session.TryDeleteFileAsync(request.Path!, cancellationToken).ConfigureAwait(false)).TryGet(out _, out failure))
        {
            return failure;
        }

        return SessionAnswer.Done;
    }
}
