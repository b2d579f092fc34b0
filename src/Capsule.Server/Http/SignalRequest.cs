using System.Text.Json;
using Capsule.Runtime.Worker;

namespace Capsule.Server.Http;

/// <summary>The body of <c>POST /v1/runs/{id}/signals/{name}</c>.</summary>
internal sealed record SignalRequest(JsonElement? Payload)
{
    private static readonly RequestMember<SignalRequest>[] Members = [new("payload", (_, payload) => new SignalRequest(payload))];

    /// <summary>Reads a body.</summary>
    internal static Outcome<SignalRequest> Read(JsonElement body) => RequestMember<SignalRequest>.Read(body, Members, new SignalRequest(Payload: null));
}
