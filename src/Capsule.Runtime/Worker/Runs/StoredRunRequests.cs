using System.Text.Json;
using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Programs.Warm;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Runs;

/// <summary>Does what requests about journaled runs ask for.</summary>
/// <param name="runtime">Executes runs.</param>
/// <param name="programs">Keeps their programs.</param>
/// <param name="journals">Has them.</param>
/// <param name="worker">Where paths start.</param>
internal sealed class StoredRunRequests(
    CapsuleRuntime runtime, ProgramOpener programs, JournalPool journals, WorkerOptions worker)
{
    /// <summary>Does what a request asks for; the answer is an envelope, whatever happens.</summary>
    internal async Task<Envelope> RunAsync(WorkerRequest.OfRun request, RunClient client, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // A defect must not cost other requests their answers.
        Failure failure;
        try
        {
            if ((await request.Method.Invoke(this, request.Parameters, client, cancellationToken).ConfigureAwait(false)).TryGet(out var envelope, out failure!))
            {
                return envelope;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            failure = new Failure(ErrorType.Cancelled, "the request was cancelled");
        }
        catch (CapsuleException e)
        {
            failure = e.Failure;
        }
        catch (Exception e)
        {
            failure = new Failure(ErrorType.InternalError, $"{e.GetType().Name}: {e.Message}");
        }
#pragma warning restore CA1031
        return CapsuleRuntime.NotRun(request.Method.Name, failure);
    }

    internal Task<Outcome<Envelope>> ResumeAsync(StoredRunParameters request, RunClient client, CancellationToken cancellationToken) =>
        UseRunAsync(
            request,
            async (journal, root, run) =>
            {
                var folder = FolderOf(request);
                if (!StoredProgram.Find(root, run, request.SitePackages).TryGet(out var stored, out var failure)
                    || !stored.Options(root).TryGet(out var options, out failure)
                    || !FolderMount.ParseAll(request.Mounts, folder).TryGet(out var mounts, out failure)
                    || !(await worker.FindPackagesAsync(request.SitePackages, request.Packages, root, cancellationToken).ConfigureAwait(false))
                        .TryGet(out var packages, out failure))
                {
                    return failure;
                }

                options = options with
                {
                    Mounts = mounts,
                    Observer = client.Observer,
                    Tools = ToolDeclaration.ToTools(request.Tools, client.Tools),
                    Journaling = new RunJournaling { Journal = journal, Program = run.Start.Program, IsDurable = run.Start.IsDurable },
                };
                packages = packages is null ? null : Path.GetFullPath(packages, folder);
                var loaded = await programs.OpenAsync(stored.Reference, root, stored.Project, packages, options, cancellationToken)
                    .ConfigureAwait(false);
                if (!loaded.TryGet(out var program, out failure))
                {
                    return failure;
                }

                return await runtime.ResumeAsync(program, run, options, request.AcceptsChanges, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    internal Task<Outcome<Envelope>> WaitAsync(StoredRunParameters request, CancellationToken cancellationToken) =>
        UseRunAsync(
            request,
            async (journal, _, run) => await new RunHandle(journal, run.Id).GetResultAsync(cancellationToken).ConfigureAwait(false),
            cancellationToken);

    internal Task<Outcome<Envelope>> GetAsync(StoredRunParameters request, CancellationToken cancellationToken) =>
        UseRunAsync(
            request, (_, _, run) => Task.FromResult<Outcome<Envelope>>(Answer("run_get", writer => RunJson.Write(writer, run))), cancellationToken);

    internal Task<Outcome<Envelope>> ListAsync(StoredRunParameters request, CancellationToken cancellationToken) =>
        UseAsync(
            request,
            async (journal, _) => (await journal.RunsAsync(request.Query, cancellationToken).ConfigureAwait(false)).TryGet(out var runs, out var failure)
                ? Answer("run_list", writer =>
                {
                    writer.WriteStartObject();
                    writer.WritePropertyName("runs");
                    RunJson.Write(writer, runs);
                    writer.WriteEndObject();
                })
                : failure);

    internal Task<Outcome<Envelope>> SignalAsync(StoredRunParameters request, CancellationToken cancellationToken) =>
        UseRunAsync(
            request,
            async (journal, _, run) => Done("run_signal", await RunControl.SignalAsync(
                journal, run.Id, request.Name, request.Payload?.GetRawText() ?? "null", cancellationToken).ConfigureAwait(false)),
            cancellationToken);

    internal Task<Outcome<Envelope>> CancelAsync(StoredRunParameters request, CancellationToken cancellationToken) =>
        UseRunAsync(
            request,
            async (journal, _, run) => Done("run_cancel", await RunControl.CancelAsync(journal, run.Id, cancellationToken).ConfigureAwait(false)),
            cancellationToken);

    private string FolderOf(StoredRunParameters request) => Path.GetFullPath(request.Directory ?? "", worker.Directory);

    private async Task<Outcome<Envelope>> UseAsync(StoredRunParameters request, Func<IJournal, string, Task<Outcome<Envelope>>> use)
    {
        if (!journals.Find(FolderOf(request)).TryGet(out var root, out var failure) || !journals.Open(root).TryGet(out var lease, out failure))
        {
            return failure;
        }

        await using (lease.ConfigureAwait(false))
        {
            return await use(lease.Journal, root).ConfigureAwait(false);
        }
    }

    private Task<Outcome<Envelope>> UseRunAsync(
        StoredRunParameters request, Func<IJournal, string, RunRecord, Task<Outcome<Envelope>>> use, CancellationToken cancellationToken) =>
        UseAsync(request, async (journal, root) => (await FindAsync(journal, request.Run, cancellationToken).ConfigureAwait(false)).TryGet(out var run, out var failure)
            ? await use(journal, root, run).ConfigureAwait(false)
            : failure);

    private static async Task<Outcome<RunRecord>> FindAsync(IJournal journal, string named, CancellationToken cancellationToken)
    {
        if (RunId.TryParse(named, out var id))
        {
            return await journal.RunAsync(id, cancellationToken).ConfigureAwait(false);
        }

        var query = new RunQuery { IdempotencyKey = named, Limit = 1 };
        return !(await journal.RunsAsync(query, cancellationToken).ConfigureAwait(false)).TryGet(out var found, out var failure) ? failure
            : found.Count > 0 ? found[0]
            : Failure.Config($"there is no run with the id or key \"{(named.Length <= 200 ? named : named[..200] + "…")}\"; run_list lists those there are");
    }

    private static Outcome<Envelope> Done(string method, Failure? failure) =>
        failure is null ? Answer(method, writer => writer.WriteBooleanValue(true)) : failure;

    private static Envelope Answer(string method, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return new Envelope { Result = JsonElement.Parse(buffer.ToArray()), Execution = CapsuleRuntime.NotRun(method, Failure.Config("")).Execution };
    }
}
