namespace Capsule.Runtime.Images;

/// <summary>
/// Guesses how far compiling the guest is. The engine does not say, so that the processor time that it has used is compared with what it will
/// use, which the time to unpack the image on the same machine tells.
/// </summary>
/// <param name="observer">Receives the guesses.</param>
internal sealed class CompilationEstimate(IPreparationObserver observer)
{
    /// <summary>Processor time of compiling, as a multiple of that of unpacking; measured on two x64 machines: 27 and 31.</summary>
    private const double Ratio = 30;

    /// <summary>More is never claimed: the guess is one.</summary>
    private const double Most = 0.99;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private TimeSpan expected;

    /// <summary>Does what tells how fast the machine is.</summary>
    internal T Calibrate<T>(Func<T> unpack)
    {
        var start = Environment.CpuUsage.TotalTime;
        var result = unpack();
        expected = (Environment.CpuUsage.TotalTime - start) * Ratio;
        return result;
    }

    /// <summary>Compiles, and tells how far it is, where that can be guessed.</summary>
    internal T Observe<T>(Func<T> compile)
    {
        if (expected == TimeSpan.Zero)
        {
            return compile();
        }

        var start = Environment.CpuUsage.TotalTime;
        using var timer = new Timer(
            _ => observer.OnProgress(Math.Min((Environment.CpuUsage.TotalTime - start) / expected, Most)), null, Interval, Interval);
        return compile();
    }
}
