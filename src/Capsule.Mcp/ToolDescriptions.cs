using Capsule.Mcp.Connections;
using Capsule.Policies;
using Capsule.Runtime;
using Capsule.Runtime.Answers;

namespace Capsule.Mcp;

/// <summary>
/// What a model is told of the tools that run its code, before it writes any: the version of Python, what is there, what it may reach, its
/// limits, and how to show something. What it is not told it finds out by failing.
/// </summary>
internal sealed class ToolDescriptions(CapsuleRuntime runtime, McpOptions options, IReadOnlyCollection<HostTool> functions)
{
    private const string Showing =
        "The value of the last expression is the result, and print works too. To show an image, make it the last expression or call "
        + "display(it): PNG and JPEG of any object with _repr_png_ or _repr_jpeg_; image files that the code writes are shown too. "
        + "Files that it writes to its working directory come back as resources.";

    private readonly CodeReach reach = new(options.Policy, options.Mounts);

    /// <summary>Gets what is told of the whole server.</summary>
    internal string Server =>
        $"Runs Python {runtime.GetVersion(GuestLanguage.Python)} in sandboxes. execute_python and execute_typescript run code once; session_create and session_run keep state between calls. "
        + Environment;

    internal string Execute =>
        $"Runs Python {runtime.GetVersion(GuestLanguage.Python)} in a new sandbox: nothing is left for later calls. {Showing} {Environment} {Limits}";

    internal string ExecuteTypeScript =>
        "Runs TypeScript or JavaScript (QuickJS, ES2025) in a new sandbox: nothing is left for later calls. The value of the last expression is the result, and console.log "
        + $"works too. Node.js' fs, path, crypto, util and the like are there, and no other packages. {reach.Describe(GuestLanguage.JavaScript)}"
        + $"{DiscoveryTools.Describe(functions, "'import { tools } from \"@capsule-run/sdk\"', then await tools.NAME({ argument: value })", "typescript")} {Limits}";

    internal string CreateSession =>
        $"Starts a session of Python {runtime.GetVersion(GuestLanguage.Python)}, or of TypeScript: what one cell defines or writes, the next ones have. {Environment} {Limits}";

    internal static string RunCell =>
        $"Runs a cell in a session. {Showing} A cell that fails keeps what it did before; exit() does not end the session.";

    private string Environment => $"{Packages} {reach.Describe(GuestLanguage.Python)}"
        + DiscoveryTools.Describe(functions, "'from capsule import tools', then tools.NAME(…)", "python");

    private string Packages =>
        options.Packages.Count > 0 ? $"Beside the standard library it has {string.Join(", ", options.Packages)}; no code can install more."
        : options.SitePackages is null ? "It has the standard library and no other packages, and no code can install any."
        : "Beside the standard library it has the packages that the operator installed; no code can install more.";

    private string Limits =>
        $"Limits: {string.Join(", ", PolicyOptions.Limits.Where(limit => limit.IsForCells).Select(Describe))}.";

    private string Describe(LimitOption limit)
    {
        var usual = limit.Format(options.Caps.Apply(options.Policy));
        return limit.Write(options.Caps.Limits) is Options.OptionValue.None
            ? $"{limit.Name} {usual} unless a call asks for more"
            : limit.Format(options.Caps.Limits.Override(options.Policy)) is var most && most == usual ? $"{limit.Name} {usual}"
            : $"{limit.Name} {usual}, or what a call asks for up to {most}";
    }
}
