using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Sessions;

/// <summary>Says in words why a call was ended.</summary>
internal static class SessionStops
{
    /// <summary>The failure that a stop means.</summary>
    /// <param name="stop">The stop.</param>
    /// <param name="options">What the session may use.</param>
    /// <param name="refused">Whether the guest had asked for more memory than it may have.</param>
    internal static Failure ToFailure(Stop stop, SessionOptions options, bool refused) => stop switch
    {
        Stop.FuelExhausted => new(ErrorType.FuelExhausted, "the call used up its compute budget; give it more with compute"),
        Stop.TimedOut => new(ErrorType.Timeout, "the call ran longer than its timeout"),
        Stop.Cancelled => new(ErrorType.Cancelled, "the call was interrupted"),
        Stop.HostFailure failure => new(ErrorType.InternalError,
            $"a function of the host failed: {failure.Exception.GetType().Name}: {failure.Exception.Message}"),
        _ when refused => MemoryExceeded(options.Policy.Ram),
        Stop.StackOverflow => new(ErrorType.StackOverflow, "the call recursed deeper than the native stack allows"),
        Stop.Exited exited => new(ErrorType.TaskError, $"the call ended its interpreter with exit code {exited.Code}"),
        Stop.BadAddress address => new(ErrorType.TaskError,
            $"the interpreter was corrupted: it passed an address outside its memory (0x{address.Address:x})"),
        Stop.Trapped trapped => new(ErrorType.TaskError, $"the interpreter crashed: {trapped.Message}"),
        _ => new(ErrorType.InternalError, stop.ToString()),
    };

    /// <summary>The failure of a session that needs more memory than it may have.</summary>
    internal static Failure MemoryExceeded(ByteSize ram) => new(ErrorType.MemoryExceeded,
        $"the session needs more memory than its limit of {ram}; give it more with ram");

    /// <summary>The failure that an exception of a cell means.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="options">What the session may use.</param>
    /// <param name="denial">What the host refused to the call last, or null.</param>
    internal static Failure ToFailure(SessionError error, SessionOptions options, string? denial)
    {
        var failure = error.Exception == "MemoryError" ? MemoryExceeded(options.Policy.Ram)
            : error.Denied && denial is not null ? new Failure(ErrorType.PermissionDenied, denial)
            : new Failure(ErrorType.TaskError, Describe(error));
        return failure with { Exception = error.Exception, Traceback = error.Traceback };
    }

    private static string Describe(SessionError error) =>
        error.Message is { Length: > 0 } message ? $"{error.Exception}: {message}" : error.Exception ?? "the cell failed";
}
