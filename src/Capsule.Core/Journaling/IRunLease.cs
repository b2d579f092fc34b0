namespace Capsule.Journaling;

/// <summary>
/// The right to execute a run, which one process at a time has. It ends with this object, or with the process, however that ends.
/// </summary>
public interface IRunLease : IDisposable
{
    /// <summary>The run.</summary>
    RunId Run { get; }
}
