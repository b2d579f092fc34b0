using Capsule.Runtime.Languages;

namespace Capsule.Runtime.Images;

/// <summary>What prepared files are called: another guest, engine or setting has other names, so that versions can share a folder.</summary>
internal static class PreparedNames
{
    /// <summary>The engine, and a number that is raised with its settings.</summary>
    internal const string Engine = "wasmtime50.0.1-1";

    /// <summary>Code for the processors of <see cref="Capsule.Wasm.Engine.CodeTarget.Common"/>.</summary>
    internal static string OfCode(IPreparedFormat format, GuestInfo info) => $"{format.Name}-{info.CodeHash[..16]}-{Engine}.cwasm";

    /// <summary>An image's memory.</summary>
    internal static string OfImage(IPreparedFormat format, GuestInfo info) => $"{format.Name}-{info.Identity.ImageId[..16]}.image";
}
