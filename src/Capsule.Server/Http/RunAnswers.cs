using System.Text.Json;
using Capsule.Envelopes;
using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Server.Runs;

namespace Capsule.Server.Http;

/// <summary>Runs and their tasks as clients see them.</summary>
internal static class RunAnswers
{
    private const string Queued = "queued";

    /// <summary>All statuses that a run may have, for messages.</summary>
    internal static readonly string Statuses = string.Join(", ", Enum.GetValues<ExecutionStatus>().Select(NameOf));

    /// <summary>The name of a status. A run that nobody executes is one that waits for its turn: this server executes all.</summary>
    internal static string NameOf(ExecutionStatus status) => status == ExecutionStatus.Interrupted ? Queued : status.ToName();

    /// <summary>The status with a name, or null.</summary>
    internal static ExecutionStatus? Parse(string name) =>
        Enum.GetValues<ExecutionStatus>().Cast<ExecutionStatus?>().FirstOrDefault(status => NameOf(status!.Value) == name);

    /// <summary>A run as an object, without what it returned.</summary>
    internal static void Write(Utf8JsonWriter json, RunRecord run)
    {
        json.WriteStartObject();
        WriteMembers(json, run);
        json.WriteEndObject();
    }

    /// <summary>A run as an object, with the envelope that it ended with, or null.</summary>
    internal static void WriteWhole(Utf8JsonWriter json, RunRecord run)
    {
        json.WriteStartObject();
        WriteMembers(json, run);
        json.WritePropertyName("envelope");
        if (run.Status.IsEnd())
        {
            EnvelopeJson.Write(json, EnvelopeOf(run));
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    /// <summary>The envelope that a run ended with.</summary>
    internal static Envelope EnvelopeOf(RunRecord run) => RunControl.EnvelopeOf("of the server", run, run.State.Envelope ?? "");

    /// <summary>A task as an object, with its envelope, or null.</summary>
    internal static void Write(Utf8JsonWriter json, TaskRecord task)
    {
        json.WriteStartObject();
        json.WriteString("task", task.Path.ToString());
        json.WriteString("name", task.Name);
        json.WriteString("status", task.Status.ToName());
        json.WriteNumber("attempts", task.Attempts);
        json.WriteString("started", task.Started);
        json.WriteOrNull("ended", task.Ended);
        json.WriteNumber("fuel_consumed", task.Fuel);
        json.WriteNumber("ram_used", task.Ram);
        json.WritePropertyName("envelope");
        if (task.Envelope is { } text && EnvelopeReader.TryRead(text) is { } envelope)
        {
            EnvelopeJson.Write(json, envelope);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, RunRecord run)
    {
        var program = RunProgram.Parse(run.Start.Program);
        json.WriteString("id", run.Id.ToString());
        json.WriteString("status", NameOf(run.Status));
        json.WriteString("program", program?.Version);
        json.WriteString("task", run.Start.Task);
        json.WriteBoolean("durable", run.Start.IsDurable);
        json.WriteString("idempotency_key", run.Start.IdempotencyKey);
        json.WriteString("created", run.Start.Created);
        json.WriteString("updated", run.Updated);
        json.WriteOrNull("ended", run.Ended);
        json.WriteOrNull("wake_at", run.State.WakeAt);
        json.WriteString("awaited_signal", run.State.AwaitedSignal);
    }
}
