using Capsule.Wasm.Metering;

namespace Capsule.Wasm.Sandboxes;

/// <content>Calls of the host, and what they cost.</content>
internal sealed unsafe partial class Sandbox
{
    /// <summary>A guest calls the host: returns null, or the trap that ends it.</summary>
    internal nint Enter(int index, RawValue* values)
    {
#pragma warning disable CA1031 // An exception must not cross native frames: each one becomes a stop.
        var wasInHost = isInHost;
        isInHost = true;
        try
        {
            module.Imports[index](new HostCall(this, values));
            if (index != HostImports.Refill && stop is null && (Meter.CountCall() || Meter.IsOverdrawn))
            {
                stop = Check();
            }
        }
        catch (BadAddressException e)
        {
            stop ??= new Stop.BadAddress(e.Address, e.Length);
        }
        catch (Exception e)
        {
            stop ??= new Stop.HostFailure(e);
        }
#pragma warning restore CA1031
        finally
        {
            isInHost = wasInHost;
        }

        return stop is null ? 0 : Traps.Create();
    }

    /// <summary>Answers the meter's question, which comes from the instrumented code.</summary>
    internal void Refill(HostCall call)
    {
        if (Check(budget: 0) is { } reason)
        {
            RequestStop(reason);
        }
        else
        {
            call.Return(Meter.Grant());
        }
    }

    /// <summary>Why the guest has to end now, or null when it may go on; warns it when a limit was reached.</summary>
    public Stop? Check() => Check(exports.Budget);

    /// <summary>
    /// Charges the guest for work that the host does for it; call it before the work, or between two parts of it.
    /// </summary>
    /// <returns>
    /// Whether the host may go on: false when the sandbox stops. Where the guest does not run, the host works for itself.
    /// </returns>
    public bool Charge(long ticks)
    {
        if (!isInHost)
        {
            return true;
        }

        Meter.Charge(ticks);
        stop ??= Meter.IsOverdrawn || Meter.IsDue ? Check() : null;
        return stop is null;
    }

    /// <summary>Why the guest, which came back from a call, should have ended before, or null.</summary>
    public Stop? CheckEnd() => stop ?? Meter.CheckEnd(exports.Budget);

    private Stop? Check(int budget)
    {
        var reason = Meter.Check(budget);
        if (reason is null && Meter.Exceeded is not null && !wasWarned)
        {
            wasWarned = true;
            warn?.Invoke(this);
        }

        return reason;
    }
}
