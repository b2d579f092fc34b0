using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary>Operations that a replayed task has started, and whose ends the journal may have.</summary>
internal sealed class HeldOperations(HostDispatcher dispatcher)
{
    private readonly Dictionary<int, GuestRequest> held = [];
    private readonly HashSet<int> cancelled = [];

    /// <summary>Answers as if the operation were started.</summary>
    internal HostAnswer Start(GuestRequest request) => dispatcher.Hold(request, handle => held.Add(handle, request));

    /// <summary>Answers as if an operation were cancelled; null for one that is not here.</summary>
    internal HostAnswer? Cancel(int handle)
    {
        if (!held.ContainsKey(handle))
        {
            return null;
        }

        cancelled.Add(handle);
        return HostAnswer.Done;
    }

    /// <summary>The journal has the end of an operation.</summary>
    internal void End(int handle, RecordedAnswer answer)
    {
        cancelled.Remove(handle);
        if (held.Remove(handle, out var request))
        {
            dispatcher.Forget(request);
            dispatcher.TellReplayed(request.Text("op"), request, answer);
        }
    }

    /// <summary>Starts what has not ended.</summary>
    internal void Restart()
    {
        foreach (var (handle, request) in held)
        {
            dispatcher.Restart(handle, request, cancelled.Contains(handle));
        }

        held.Clear();
        cancelled.Clear();
    }
}
