using System.Diagnostics;

namespace Capsule.GuestBuilder;

/// <summary>
/// Translates a module's exceptions to the standard's final form (exnref): Pyodide is compiled with the legacy
/// instructions, which Wasmtime does not have.
/// </summary>
internal static class ExceptionTranslation
{
    private static readonly string[] Features =
    [
        "exception-handling", "reference-types", "bulk-memory", "multivalue", "sign-ext", "mutable-globals",
        "nontrapping-float-to-int", "simd", "extended-const", "bulk-memory-opt", "call-indirect-overlong",
    ];

    /// <summary>Gives the translated module.</summary>
    /// <exception cref="InvalidOperationException">Binaryen failed, or there is no Node.js.</exception>
    internal static byte[] Run(BuildPaths paths)
    {
        var translated = Path.Combine(paths.Output, "translated.wasm");
        try
        {
            RunNode([
                paths.WasmOpt, paths.PyodideModule, "-o", translated, "--translate-to-exnref",
                .. Features.Select(feature => $"--enable-{feature}"),
            ]);
            return File.ReadAllBytes(translated);
        }
        finally
        {
            File.Delete(translated);
        }
    }

    private static void RunNode(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("Node.js did not start.");
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"wasm-opt failed ({process.ExitCode}): {errors}");
        }
    }
}
