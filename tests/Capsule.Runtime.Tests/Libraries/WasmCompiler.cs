using System.Collections.Concurrent;
using System.Diagnostics;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>
/// Clang as a compiler of libraries for the guest: what emcc does for packages, from Debian's clang-22 and lld-22. Where those are missing
/// and cannot be installed, the tests are skipped, and say so.
/// </summary>
internal static class WasmCompiler
{
    private const string Clang = "clang-22";
    private const string Linker = "wasm-ld-22";
    private static readonly string Sources = Path.Combine(Checkout.Root, "tests/Capsule.Runtime.Tests/Libraries/Sources");
    private static readonly ConcurrentDictionary<(string, string), Lazy<byte[]>> Built = new();

    private static readonly Lazy<TemporaryFolder> Kept = new(() => new TemporaryFolder());

    private static readonly Lazy<string?> Missing = new(Install);

    /// <summary>The file name of an extension module.</summary>
    internal static string FileOf(string module) => $"{module}.cpython-314-wasm32-emscripten.so";

    /// <summary>A library of one source file.</summary>
    /// <param name="source">The file, in the folder Sources.</param>
    /// <param name="compile">More for the compiler.</param>
    /// <param name="link">More for the linker, such as libraries that it needs.</param>
    internal static byte[] Build(string source, string compile = "", string link = "")
    {
        Assert.SkipWhen(Missing.Value is not null, Missing.Value ?? "");
        return Built.GetOrAdd((source, compile + "|" + link), key => new(() => Compile(source, compile, link))).Value;
    }

    /// <summary>A library as a file for the linker, which is kept until the tests end.</summary>
    internal static string LibraryPath(string name, string source)
    {
        var path = Path.Combine(Kept.Value.Path, name);
        lock (Kept)
        {
            File.WriteAllBytes(path, Build(source));
        }

        return path;
    }

    private static byte[] Compile(string source, string compile, string link)
    {
        using var folder = new TemporaryFolder();
        var (unit, library) = (Path.Combine(folder.Path, "unit.o"), Path.Combine(folder.Path, "library.so"));
        Run(Clang, $"--target=wasm32-unknown-emscripten -fPIC -fvisibility=default -nostdinc -O2 -mbulk-memory -mnontrapping-fptoint "
            + $"-fwasm-exceptions -mllvm -wasm-enable-sjlj {compile} -c {Path.Combine(Sources, source)} -o {unit}");
        Run(Linker, $"-shared --experimental-pic --unresolved-symbols=import-dynamic --no-entry --strip-debug -mllvm -wasm-enable-sjlj "
            + $"--export-if-defined=__wasm_call_ctors --export-if-defined=__wasm_apply_data_relocs {unit} {link} -o {library}");
        return File.ReadAllBytes(library);
    }

    /// <returns>Why there is no compiler, or null.</returns>
    private static string? Install()
    {
        if (IsThere())
        {
            return null;
        }

        try
        {
            Run("apt-get", "update -q");
            Run("apt-get", "install -y -q --no-install-recommends clang-22 lld-22");
            return IsThere() ? null : $"{Clang} and {Linker} are not on the path";
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"{Clang} and {Linker} (Debian: clang-22, lld-22) are needed to compile libraries, and cannot be installed: {e.Message}";
        }
    }

    private static bool IsThere() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, Clang)) && File.Exists(Path.Combine(folder, Linker)));

    private static void Run(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {arguments}\n{errors}");
        }
    }
}
