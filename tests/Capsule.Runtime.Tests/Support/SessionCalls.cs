
namespace Capsule.Runtime.Tests.Support;

/// <summary>Short ways to use sessions in tests.</summary>
internal static class SessionCalls
{
    internal static async Task<CapsuleSession> SessionAsync(
        this CapsuleRuntime runtime, SessionOptions? options = null, SessionSnapshot? from = null) =>
        (await runtime.TryCreateSessionAsync(options ?? SessionOptions.Default, from, TestContext.Current.CancellationToken)).Get();

    internal static Task<SessionResult> DoAsync(this CapsuleSession session, string source, SessionCall? call = null) =>
        session.RunAsync(source, call, TestContext.Current.CancellationToken);

    /// <summary>The repr of a cell's value; the cell must succeed.</summary>
    internal static async Task<string?> ReprAsync(this CapsuleSession session, string source)
    {
        var result = await session.DoAsync(source);
        Assert.True(result.Success, $"{result.Failure?.Type}: {result.Failure?.Message}\n{result.Failure?.Traceback}");
        return result.Value?.Repr;
    }

    /// <summary>What a call printed to one channel.</summary>
    internal static string Printed(this SessionResult result, OutputChannel channel = OutputChannel.Output) =>
        string.Concat(result.Output.OfType<SessionOutput.Text>().Where(part => part.Channel == channel).Select(part => part.Content));

    internal static T Get<T>(this Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var failure) ? value : throw new InvalidOperationException(failure.Message);
}
