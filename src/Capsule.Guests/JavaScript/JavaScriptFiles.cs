using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.JavaScript;

/// <summary>The files that a JavaScript sandbox starts with.</summary>
internal static class JavaScriptFiles
{
    /// <summary>Where the guest's own modules are while the image is built; later nothing is there, for they are loaded.</summary>
    internal const string Own = "/lib/javascript/";

    /// <summary>The root directory of a sandbox, with a program's files in their place.</summary>
    internal static BaseDirectory Root(Workspace workspace, BaseDirectory devices, BaseDirectory? library = null) =>
        BaseDirectory.Of(isProtected: true, new(StringComparer.Ordinal)
        {
            ["dev"] = devices,
            ["lib"] = library ?? BaseDirectory.Of(isProtected: true, new(StringComparer.Ordinal)),
            ["tmp"] = Empty(),
            ["home"] = BaseDirectory.Of(isProtected: true, new(StringComparer.Ordinal) { ["capsule"] = Empty() }),
            ["workspace"] = workspace.Files,
        });

    private static BaseDirectory Empty() => BaseDirectory.Of(isProtected: false, new(StringComparer.Ordinal));
}
