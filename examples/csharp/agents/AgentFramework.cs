using Capsule.Extensions.AI;
using Capsule.Runtime;
using Microsoft.Agents.AI;

namespace Capsule.Examples.Agents;

/// <summary>Microsoft Agent Framework: an agent that keeps what it computed from one question to the next.</summary>
public static class AgentFramework
{
    /// <summary>Asks two questions of an agent that has a session of its own.</summary>
    public static async Task RunAsync(CapsuleRuntime capsule)
    {
        // One session for each conversation: agents that share one see each other's variables.
        await using var python = await capsule.CreateSessionAsync(new SessionOptions());
        using var model = new StandInModel("builds = [31, 44, 27]\nsum(builds) / len(builds)", "max(builds)");
        var agent = new ChatClientAgent(
            model, instructions: "Compute with Python and not in your head.", name: "analyst", tools: [python.CreateCodeTool()]);

        var conversation = await agent.CreateSessionAsync();
        Console.WriteLine($"Agent Framework: {await agent.RunAsync("My builds took 31, 44 and 27 minutes. How long is that on average?", conversation)}");
        Console.WriteLine($"Agent Framework: {await agent.RunAsync("And the longest?", conversation)}");
    }
}
