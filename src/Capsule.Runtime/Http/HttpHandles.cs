using System.Security.Cryptography;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>The numbers that a guest knows its requests by.</summary>
/// <param name="First">The first one.</param>
/// <param name="Unknown">The answer where there is no such request.</param>
internal sealed record HttpHandles(int First, HostAnswer Unknown)
{
    /// <summary>Those of an attempt at a task.</summary>
    internal static readonly HttpHandles OfTask =
        new(1, HostAnswer.Fail(HostErrorKind.BadRequest, "there is no such request: it ended, or was never opened"));

    /// <summary>
    /// Those of an attempt that may know requests of another process, or of a sandbox that was dropped: their connections broke.
    /// </summary>
    internal static readonly HttpHandles OfResumedTask = new(1, HostAnswer.Fail(
        HostErrorKind.Connection, "the connection is gone: the run was interrupted while it was in use", GateErrors.ConnectionReset));

    private static readonly HostAnswer Ended = HostAnswer.Fail(
        HostErrorKind.Connection, "the connection ended with the cell that opened it: read a response to its end in one cell");

    /// <summary>
    /// Those of one cell. A session keeps objects that know the numbers of other cells' requests: theirs must not be used again,
    /// or such an object would read the response of another request.
    /// </summary>
    internal static HttpHandles OfCell() => new(RandomNumberGenerator.GetInt32(1, 1 << 30), Ended);
}
