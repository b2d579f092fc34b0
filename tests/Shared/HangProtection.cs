using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

[assembly: Capsule.Tests.HangProtection]

namespace Capsule.Tests;

/// <summary>
/// Ends the process when a test hangs, and says which one: without this, a test that never ends takes the whole time of a CI job and
/// nobody learns its name.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class HangProtectionAttribute : BeforeAfterTestAttribute
{
    /// <summary>Longer than any test waits that tells by itself what does not happen (<see cref="Patience"/>).</summary>
    private static readonly TimeSpan Longest = 3 * Patience.Time;

    private static readonly ConcurrentDictionary<string, (string Name, long Start)> Running = new(StringComparer.Ordinal);

    private static readonly Timer Watch = new(_ => Look(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        Running[test.UniqueID] = (test.TestDisplayName, Stopwatch.GetTimestamp());
        GC.KeepAlive(Watch);
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Running.TryRemove(test.UniqueID, out _);

    private static void Look()
    {
        foreach (var (name, start) in Running.Values)
        {
            if (Stopwatch.GetElapsedTime(start) > Longest)
            {
                Environment.FailFast($"The test '{name}' has not ended within {Longest.TotalMinutes:0} minutes.");
            }
        }
    }
}
