using System.Text.Json;

namespace Capsule.GuestBuilder;

/// <summary>Where the build reads and writes.</summary>
/// <param name="NodeModules">The installed npm packages.</param>
/// <param name="Sources">The guest's folder in this repository, such as guests/python.</param>
/// <param name="Output">The directory for the guest's files.</param>
internal sealed record BuildPaths(string NodeModules, string Sources, string Output)
{
    /// <summary>CPython as Pyodide builds it.</summary>
    internal string PyodideModule => Path.Combine(NodeModules, "pyodide", "pyodide.asm.wasm");

    /// <summary>QuickJS-NG as quickjs-wasi builds it.</summary>
    internal string QuickJs => Path.Combine(NodeModules, "quickjs-wasi", "quickjs.wasm");

    /// <summary>swc's TypeScript compiler, a WebAssembly module in JavaScript.</summary>
    internal string SwcScript => Path.Combine(NodeModules, "@swc", "wasm-typescript", "wasm.js");

    /// <summary>The version of swc.</summary>
    internal string SwcVersion()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(NodeModules, "@swc", "wasm-typescript", "package.json")));
        return json.RootElement.GetProperty("version").GetString()!;
    }

    /// <summary>Its standard library.</summary>
    internal string PyodideLibrary => Path.Combine(NodeModules, "pyodide", "python_stdlib.zip");

    /// <summary>Its versions.</summary>
    internal string PyodideLock => Path.Combine(NodeModules, "pyodide", "pyodide-lock.json");

    /// <summary>Imports that nothing uses without Pyodide's JavaScript, one a line.</summary>
    internal string UnusedImports => Path.Combine(Sources, "unused-imports.txt");
}
