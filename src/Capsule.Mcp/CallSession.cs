using Capsule.Runtime;
using Capsule.Runtime.Execution;

namespace Capsule.Mcp;

/// <summary>What a session may use that a client asks for.</summary>
internal static class CallSession
{
    /// <summary>What the operator grants, with the limits of the call.</summary>
    internal static SessionOptions OptionsOf(GuestLanguage language, McpCall call, McpOptions options) => new()
    {
        Language = language,
        Policy = options.Caps.Apply(CallLimits.Read(call, options.Caps).Override(options.Policy)),
        Mounts = options.Mounts,
        SitePackages = language.Rules.HasPackageFolder ? options.SitePackages : null,
        MaxOutputLength = CellProgress.MaxShown,
        Reader = DenialReader.Model,
    };
}
