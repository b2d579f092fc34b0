
namespace Capsule.Cli;

/// <summary>What the process ends with (docs/reference/cli.md).</summary>
internal static class ExitCodes
{
    internal const int Success = 0;
    internal const int TaskFailed = 1;
    internal const int Usage = 2;
    internal const int Internal = 3;
    internal const int Interrupted = 130;

    /// <summary>Nobody reads standard output any more: what a shell shows of a process that SIGPIPE ended.</summary>
    internal const int BrokenPipe = 141;

    internal static int Of(Envelope envelope) => envelope.Error is { } failure ? Of(failure) : Success;

    internal static int Of(Failure failure) => failure.Type switch
    {
        ErrorType.ConfigError => Usage,
        ErrorType.InternalError or ErrorType.JournalError or ErrorType.LeaseLost => Internal,
        ErrorType.Cancelled => Interrupted,
        _ => TaskFailed,
    };
}
