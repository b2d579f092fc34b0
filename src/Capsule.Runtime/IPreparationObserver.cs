namespace Capsule.Runtime;

/// <summary>Receives the steps of preparing this machine, which happens once and takes some seconds.</summary>
public interface IPreparationObserver
{
    /// <summary>A step starts.</summary>
    void OnStep(PreparationStep step);

    /// <summary>A step goes on. Not every step tells so.</summary>
    /// <param name="share">How much of it is done, from 0 to 1: a guess, which never goes back.</param>
    void OnProgress(double share)
    {
    }

    /// <summary>Everything is ready, after at least one step.</summary>
    void OnDone();
}
