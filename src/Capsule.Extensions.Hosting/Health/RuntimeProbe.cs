using System.Globalization;
using Capsule.Errors;
using Capsule.Runtime;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Capsule.Extensions.Hosting.Health;

/// <summary>Runs a trivial task, and writes a file to the cache.</summary>
internal sealed class RuntimeProbe(TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly ProgramReference Program = ProgramReference.Source("def main(): return 42");
    private static readonly RunOptions Options = new() { Tools = [], Environment = RunEnvironment.Empty, Observer = new HealthProbe() };

    internal async Task<HealthCheckResult> RunAsync(Task<CapsuleRuntime> making)
    {
        var (runtime, start) = (await making.ConfigureAwait(false), time.GetTimestamp());
        using var bound = new CancellationTokenSource(Bound, time);
        var envelope = await runtime.RunAsync(Program, new TaskCall(), Options, bound.Token).ConfigureAwait(false);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["python"] = runtime.GetVersion(GuestLanguage.Python),
            ["image"] = runtime.GetImageId(GuestLanguage.Python),
            ["task_ms"] = Math.Round(time.GetElapsedTime(start).TotalMilliseconds, 3),
        };
        return WhyNot(envelope, bound.IsCancellationRequested) is { } reason ? HealthCheckResult.Unhealthy(reason, data: data)
            : Unwritable(runtime.CachePath) is { } problem ? HealthCheckResult.Degraded(problem, data: data)
            : HealthCheckResult.Healthy("tasks run", data);
    }

    private static string? WhyNot(Envelope envelope, bool isLate) =>
        envelope.Success && envelope.Result.ToString() == "42" ? null
        : isLate ? string.Create(CultureInfo.InvariantCulture, $"a trivial task has not ended within {Bound.TotalSeconds} seconds")
        : $"a trivial task failed: {envelope.Error?.Type.ToName() ?? "wrong result"}: {envelope.Error?.Message}";

    /// <summary>Tasks still run then; programs are built again each time they are not in memory.</summary>
    private static string? Unwritable(string cache)
    {
        try
        {
            var path = Path.Combine(cache, $"health-{Guid.NewGuid():N}");
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            file.WriteByte(0);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the cache cannot be written, so programs are built again and again: {e.Message}";
        }
    }
}
