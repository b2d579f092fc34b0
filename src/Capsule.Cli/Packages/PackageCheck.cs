using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Packages;
using Capsule.Packages.Resolving;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Packages;

/// <summary>Whether packages could be added here: pip's wheel is found, and the indexes that are configured answer.</summary>
internal static class PackageCheck
{
    /// <summary>Looks; gives whether all is well, and what to say.</summary>
    internal static async Task<(bool IsFine, string Text)> RunAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (!ProjectFileReader.Find(Environment.CurrentDirectory).TryGet(out var project, out var failure)
            || !PackageOptions.Create([], project.Packages, Environment.GetEnvironmentVariable).TryGet(out var options, out failure)
            || !PipWheel.Find(null, Environment.GetEnvironmentVariable).TryGet(out var wheel, out failure))
        {
            return (false, $"packages: {failure.Message}");
        }

        var checkedIndexes = await RuntimeSession.UseAsync<string>(
            terminal,
            async runtime => await new PackageInstaller(runtime, options).CheckIndexesAsync(cancellationToken).ConfigureAwait(false) is { } problem ? problem : "",
            cancellationToken).ConfigureAwait(false);
        return checkedIndexes.Failure is { } wrong ? (false, $"packages: {wrong.Message}") : (true, $"packages: {(options.Indexes, wheel) switch
        {
            ([], null) => "there is no wheel of pip on this machine; 'capsule add' needs one, or an index: --pip-wheel, --index",
            ([], _) => $"the index of {Path.GetFileName(wheel)}, which was not asked",
            var (indexes, _) => $"{string.Join(", ", indexes)}",
        }}");
    }
}
