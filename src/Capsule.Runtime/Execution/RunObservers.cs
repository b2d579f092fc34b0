namespace Capsule.Runtime.Execution;

/// <summary>Several observers of one run.</summary>
internal static class RunObservers
{
    /// <summary>Tells an observer, and then another.</summary>
    public static IRunObserver And(this IRunObserver observer, IRunObserver other) =>
        observer is SilentObserver ? other : new ObserverPair(observer, other);
}
