namespace Capsule.Journaling;

/// <summary>How much memory a write takes, roughly, in bytes.</summary>
internal static class WriteSize
{
    private const int Fixed = 200;

    internal static long Of(JournalWrite write) => Fixed + write switch
    {
        JournalWrite.AppendEntry append => append.Entry.Payload.Length + append.Entry.Signature.Length,
        JournalWrite.RecordTask record => record.Task.Envelope?.Length ?? 0,
        JournalWrite.ChangeRun change => change.State.Envelope?.Length ?? 0,
        JournalWrite.AppendLog append => append.Log.Bytes.Length,
        JournalWrite.SendSignal send => send.Payload.Length,
        _ => 0,
    };
}
