using Capsule.Runtime;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Logging;

/// <summary>Logs what preparing the machine does, and knows it.</summary>
internal sealed class PreparationLog(ILogger logger) : IPreparationObserver
{
    private IPreparationObserver? next;

    /// <summary>What goes on, or null.</summary>
    internal PreparationStep? Step { get; private set; }

    public void OnStep(PreparationStep step)
    {
        Step = step;
        logger.Preparing(step);
        next?.OnStep(step);
    }

    public void OnProgress(double share) => next?.OnProgress(share);

    public void OnDone()
    {
        Step = null;
        next?.OnDone();
    }

    /// <summary>Tells another one too.</summary>
    internal PreparationLog Before(IPreparationObserver other)
    {
        next = other;
        return this;
    }
}
