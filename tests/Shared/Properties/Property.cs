using CsCheck;

namespace Capsule.Tests;

/// <summary>
/// Checks what must hold for any value: for the same ones each time where there is a <see cref="TestSeed"/>. A failure names the seed of
/// its value, the smallest that was found: set it as <c>CsCheck_Seed</c> to try that value first.
/// </summary>
internal static class Property
{
    private const int DefaultCount = 100;

    /// <summary>Checks that an assertion holds.</summary>
    /// <param name="values">Makes values.</param>
    /// <param name="assertion">Throws where it does not hold.</param>
    /// <param name="iter">How many values are tried.</param>
    /// <param name="threads">On how many threads, or -1 for as many as there are processors.</param>
    /// <param name="print">Shows a value in the message of a failure.</param>
    internal static void Holds<T>(this Gen<T> values, Action<T> assertion, int iter = DefaultCount, int threads = -1, Func<T, string>? print = null)
    {
        if (TestSeed.Fixed is not { } seed || Check.Seed is not null)
        {
            values.Sample(assertion, iter: iter, threads: threads, print: print!);
            return;
        }

        var state = new PCG(0, (ulong)seed);
        for (var i = 0; i < iter; i++)
        {
            var one = state.ToString();
            try
            {
                values.Sample(assertion, seed: one, iter: 1, threads: 1, print: print!);
            }
            catch (CsCheckException)
            {
                // Once more with other values too, in search of a smaller one.
                values.Sample(assertion, seed: one, iter: Math.Min(iter, DefaultCount), threads: 1, print: print!);
                throw;
            }

            _ = state.Next64();
        }
    }

    /// <summary>Checks that a predicate is true.</summary>
    internal static void Holds<T>(this Gen<T> values, Func<T, bool> predicate, int iter = DefaultCount, int threads = -1, Func<T, string>? print = null) =>
        values.Holds(value => Assert.True(predicate(value)), iter, threads, print);

    internal static void Holds<T1, T2>(this Gen<(T1, T2)> values, Action<T1, T2> assertion, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => assertion(value.Item1, value.Item2), iter, threads);

    internal static void Holds<T1, T2>(this Gen<(T1, T2)> values, Func<T1, T2, bool> predicate, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => predicate(value.Item1, value.Item2), iter, threads);

    internal static void Holds<T1, T2, T3>(this Gen<(T1, T2, T3)> values, Action<T1, T2, T3> assertion, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => assertion(value.Item1, value.Item2, value.Item3), iter, threads);

    internal static void Holds<T1, T2, T3>(this Gen<(T1, T2, T3)> values, Func<T1, T2, T3, bool> predicate, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => predicate(value.Item1, value.Item2, value.Item3), iter, threads);

    internal static void Holds<T1, T2, T3, T4>(
        this Gen<(T1, T2, T3, T4)> values, Action<T1, T2, T3, T4> assertion, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => assertion(value.Item1, value.Item2, value.Item3, value.Item4), iter, threads);

    internal static void Holds<T1, T2, T3, T4>(
        this Gen<(T1, T2, T3, T4)> values, Func<T1, T2, T3, T4, bool> predicate, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => predicate(value.Item1, value.Item2, value.Item3, value.Item4), iter, threads);

    internal static void Holds<T1, T2, T3, T4, T5>(
        this Gen<(T1, T2, T3, T4, T5)> values, Action<T1, T2, T3, T4, T5> assertion, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => assertion(value.Item1, value.Item2, value.Item3, value.Item4, value.Item5), iter, threads);

    internal static void Holds<T1, T2, T3, T4, T5, T6>(
        this Gen<(T1, T2, T3, T4, T5, T6)> values, Action<T1, T2, T3, T4, T5, T6> assertion, int iter = DefaultCount, int threads = -1) =>
        values.Holds(value => assertion(value.Item1, value.Item2, value.Item3, value.Item4, value.Item5, value.Item6), iter, threads);
}
