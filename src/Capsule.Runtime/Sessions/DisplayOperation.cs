using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Sessions;

/// <summary><c>session.display</c>: a cell shows a value among what it prints.</summary>
internal sealed class DisplayOperation(SessionTranscript transcript) : IHostOperation
{
    /// <summary>Threat: a cell that displays without end floods the host's memory.</summary>
    private const int SizeLimit = 32 << 20;

    public string Name => "session.display";

    public bool IsLocal => true;

    int IHostOperation.CopiesOfPayload => 8;

    public async Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        if (request.Payload.Length > SizeLimit)
        {
            return HostAnswer.Fail(
                HostErrorKind.LimitExceeded, $"a value has {request.Payload.Length} bytes to display, and {SizeLimit} are allowed");
        }

        // The guest's thread sees meanwhile that the cell's time is over.
        var bundle = await Task.Run(() => MimeBundle.Read(SessionReply.Parse(request.Payload)), cancellationToken).ConfigureAwait(false);
        transcript.Display(bundle, request.Payload.Length);
        return HostAnswer.Done;
    }
}
