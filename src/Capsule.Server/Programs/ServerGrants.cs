using Capsule.Runtime.Programs;

namespace Capsule.Server.Programs;

/// <summary>What programs may reach: nothing of the machine that the server is on, whatever they declare.</summary>
/// <remarks>Threat: a program that declares a folder or a variable would read what belongs to the operator, or to other tenants.</remarks>
internal static class ServerGrants
{
    private const int Shown = 5;

    /// <summary>No folders, hosts, variables or secrets.</summary>
    internal static readonly PolicyCaps None = new()
    {
        Grants = [new GrantCaps { AllowedFiles = [], AllowedHosts = [], EnvVariables = [], Secrets = [] }],
    };

    /// <summary>Why a program is not taken, or null.</summary>
    internal static Failure? Refuse(LoadedProgram program, PolicyCaps caps) => caps.And(None).Exceeding(program.AllTasks) is { Count: > 0 } beyond
        ? new Failure(
            ErrorType.PermissionDenied,
            $"the program asks for what this server grants nobody: {string.Join("; ", beyond.Take(Shown))}{(beyond.Count > Shown ? $"; and {beyond.Count - Shown} more" : "")}. "
            + "Leave that out of the tasks' options, and give what they need as arguments")
        : null;
}
