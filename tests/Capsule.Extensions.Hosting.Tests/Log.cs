using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Tests;

/// <summary>Keeps what Capsule logs.</summary>
internal sealed class Log(LogLevel least = LogLevel.Information) : ILoggerProvider
{
    internal ConcurrentQueue<Entry> Entries { get; } = [];

    internal IEnumerable<string> Texts => Entries.Select(entry => $"{entry.Level}: {entry.Text}");

    public ILogger CreateLogger(string categoryName) =>
        categoryName == "Capsule" ? new Logger(this, least) : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Dispose()
    {
    }

    internal sealed record Entry(LogLevel Level, int Id, string Text, IReadOnlyDictionary<string, object?> Fields);

    private sealed class Logger(Log owner, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var fields = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(StringComparer.Ordinal);
                owner.Entries.Enqueue(new Entry(logLevel, eventId.Id, formatter(state, exception), fields));
            }
        }
    }
}
