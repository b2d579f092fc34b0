namespace Capsule.Runtime;

/// <summary>Receives the steps of preparing this machine, which happens once and takes some seconds.</summary>
public interface IPreparationObserver
{
    /// <summary>A step starts.</summary>
    void OnStep(PreparationStep step);

    /// <summary>Everything is ready, after at least one step.</summary>
    void OnDone();
}
