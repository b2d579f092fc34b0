using System.Text.Json;
using Capsule.Options;
using Capsule.Packages.Indexes;
using Capsule.Packages.Store;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Packages.Resolving;

/// <summary>
/// Runs the two programs that talk to indexes, each task in a sandbox that reaches the indexes' hosts and one folder. Metadata and
/// archives of strangers are read there, and what a task gives is checked here like what any guest sends.
/// </summary>
internal sealed class GuestPrograms(CapsuleRuntime runtime, PackageStore store)
{
    private const long ComputeUnits = 2_000_000_000_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);
    private static readonly ByteSize Ram = new(1L << 30);

    /// <summary>A folder for a task to write to.</summary>
    internal static FolderMount Work(string folder) => new() { HostPath = folder, GuestPath = "work", IsWritable = true };

    /// <summary>Runs a task; gives what it returned.</summary>
    /// <param name="program">The file's name, among this assembly's resources.</param>
    /// <param name="sitePackages">A folder of packages for it, or null.</param>
    /// <param name="call">The task and its arguments.</param>
    /// <param name="indexes">What it may reach, and with which logins.</param>
    /// <param name="mount">The folder that it may use, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<Outcome<JsonElement>> RunAsync(
        string program, string? sitePackages, TaskCall call, IReadOnlyList<PackageIndex> indexes, FolderMount? mount, CancellationToken cancellationToken)
    {
        var file = await FileOfAsync(program, cancellationToken).ConfigureAwait(false);
        var (policy, options) = Grants(indexes, mount);
        var request = new ProgramRequest(file, new ProjectFile { HasJournal = false }, sitePackages ?? Path.GetDirectoryName(file));
        if (!(await runtime.LoadAsync(request, options, cancellationToken).ConfigureAwait(false)).TryGet(out var loaded, out var failure))
        {
            return failure;
        }

        var envelope = await runtime.RunAsync(loaded.WithPolicy(policy), call, options, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return envelope.Error is { } error ? error : envelope.Result;
    }

    private async Task<string> FileOfAsync(string program, CancellationToken cancellationToken)
    {
        using var source = typeof(GuestPrograms).Assembly.GetManifestResourceStream(program)!;
        using var content = new MemoryStream();
        await source.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        return store.ProgramFile(program, content.ToArray());
    }

    /// <summary>What a task may use: the hosts of the indexes, their logins as secrets of those hosts, and the folder.</summary>
    private static (TaskPolicy Policy, RunOptions Options) Grants(IReadOnlyList<PackageIndex> indexes, FolderMount? mount)
    {
        var logins = indexes.Select(IndexLogin.Of).OfType<IndexLogin>().ToArray();
        var policy = new TaskPolicy
        {
            Compute = Compute.Read(new OptionValue.Integer(ComputeUnits))!.Value,
            Ram = Ram,
            Timeout = Timeout,
            AllowedHosts = [.. indexes.SelectMany(index => index.Hosts.Prepend(index.Rule)).Distinct(StringComparer.Ordinal)],
            Secrets = [.. logins.SelectMany(login => login.Grants)],
        };
        var options = new RunOptions
        {
            Environment = RunEnvironment.Of(logins.SelectMany(login => login.Values).ToDictionary(value => value.Key, value => value.Value)),
            Mounts = mount is null ? [] : [mount],
        };
        return (policy, options);
    }
}
