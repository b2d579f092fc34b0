using Capsule.Guests.FileSystem.Streams;

namespace Capsule.Runtime.Execution;

/// <summary>Gives a sandbox its two channels.</summary>
internal static class PrintSinkExtensions
{
    /// <summary>What one channel writes to.</summary>
    internal static OutputSink On(this PrintSink print, OutputChannel channel) => bytes => print(channel, bytes);
}
