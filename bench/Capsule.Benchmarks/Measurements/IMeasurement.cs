namespace Capsule.Benchmarks.Measurements;

/// <summary>Something that is measured on its own, in a process of its own where that matters.</summary>
internal interface IMeasurement
{
    /// <summary>How it is asked for.</summary>
    string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    string Description { get; }

    /// <summary>Measures and reports.</summary>
    Task RunAsync(TextWriter report);
}
