using System.Text.Json;

namespace Capsule.Runtime.HostApi;

/// <summary>The host's answer to a request of a guest: JSON and bytes, or an error.</summary>
internal sealed record HostAnswer
{
    private HostAnswer()
    {
    }

    /// <summary>The JSON of a success, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; private init; } = "null"u8.ToArray();

    /// <summary>Bytes that go with a success.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>The signal that it delivers (its number in the journal), or null.</summary>
    public long? Signal { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public HostErrorKind? Error { get; private init; }

    /// <summary>The failure in words.</summary>
    public string Message { get; private init; } = "";

    /// <summary>The errno (as the guest numbers them) of <see cref="HostErrorKind.System"/>, or 0.</summary>
    public int Errno { get; private init; }

    /// <summary>Done, with nothing to tell.</summary>
    public static HostAnswer Done { get; } = new();

    /// <summary>A success.</summary>
    public static HostAnswer Ok(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> payload = default) =>
        new() { Json = json, Payload = payload };

    /// <summary>A success with JSON that is written now.</summary>
    public static HostAnswer Ok(Action<Utf8JsonWriter> write, ReadOnlyMemory<byte> payload = default)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, HostMessage.WriterOptions))
        {
            write(writer);
        }

        return Ok(buffer.WrittenMemory, payload);
    }

    /// <summary>The host has no memory for it within the task's limit.</summary>
    public static HostAnswer NoMemory { get; } = Fail(
        HostErrorKind.MemoryExceeded,
        "the task has no memory left for what it asked of the host: it counts towards ram until the task took the answer");

    /// <summary>What it takes to keep it and to hand it over.</summary>
    public long Bytes => 2L * (Json.Length + Payload.Length + Message.Length);

    /// <summary>A failure.</summary>
    public static HostAnswer Fail(HostErrorKind kind, string message, int errno = 0) =>
        new() { Error = kind, Message = message, Errno = errno };
}
