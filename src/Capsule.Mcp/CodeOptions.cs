using Capsule.Runtime;
using Capsule.Runtime.Execution;

namespace Capsule.Mcp;

/// <summary>What the code of a model has, in a session or once: the operator's grants, and the limits that the call asks for within the caps.</summary>
internal static class CodeOptions
{
    /// <summary>The options of a session.</summary>
    /// <param name="language">The language of the code.</param>
    /// <param name="options">The operator's.</param>
    /// <param name="call">The call.</param>
    /// <param name="functions">What code may call; null for the functions of the runtime.</param>
    internal static SessionOptions Of(GuestLanguage language, McpOptions options, McpCall call, ToolCollection? functions) => new()
    {
        Language = language,
        Policy = options.Caps.Apply(CallLimits.Read(call, options.Caps).Override(options.Policy)),
        Mounts = options.Mounts,
        SitePackages = language.Rules.HasPackageFolder ? options.SitePackages : null,
        MaxOutputLength = CellProgress.MaxShown,
        Reader = DenialReader.Model,
        Tools = functions,
    };
}
