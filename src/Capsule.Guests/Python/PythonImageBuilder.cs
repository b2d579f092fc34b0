using System.Text;
using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten.Linking;
using Capsule.Guests.Processes;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// Makes a Python image: boots the interpreter once, loads what most programs use, and takes a snapshot. Time and
/// chance are fixed while it does, so that the same inputs give the same image on every machine.
/// </summary>
internal sealed class PythonImageBuilder
{
    private readonly WasmEngine engine;
    private readonly CompiledModule compiled;
    private readonly byte[] code;
    private readonly LinkedGuest guest;
    private readonly StringBuilder output = new();

    /// <summary>Prepares to build.</summary>
    /// <param name="engine">Runs the guest.</param>
    /// <param name="compiled">The linked module as machine code.</param>
    /// <param name="code">The linked module.</param>
    /// <param name="guest">What the linker said of it.</param>
    public PythonImageBuilder(WasmEngine engine, CompiledModule compiled, byte[] code, LinkedGuest guest)
    {
        this.engine = engine;
        this.compiled = compiled;
        this.code = code;
        this.guest = guest;
    }

    /// <summary>Builds the image. Call on a thread with <see cref="EngineOptions.ThreadStackBytes"/>.</summary>
    /// <param name="files">The shared files by path, without the first slash.</param>
    /// <exception cref="InvalidOperationException">The interpreter did not start; the message has its output.</exception>
    public BuiltPythonImage Build(IReadOnlyDictionary<string, byte[]> files)
    {
        using var link = new PythonLink(engine, compiled, guest);
        using var sandbox = CreateSandbox(link, files);
        try
        {
            var boot = new PythonBoot(link, sandbox, guest);
            boot.Start(WasmModule.Read(code).Custom.Single(section => section.Name == GuestLinker.DataSection).Bytes.Span);
            boot.Run("""
                import sys
                sys.path[:] = ["/lib/python3.14", "/lib/capsule"]
                import _capsule_guest.image
                print(_capsule_guest.image.prepare(), end="")
                """);
            var addresses = new PythonAddresses(
                boot.Find("builtins", "bytes"),
                boot.Find("_capsule_guest.program", "load"),
                boot.Find("_capsule_guest.program", "run"),
                boot.Find("_capsule_guest.imports", "scan"),
                boot.Find("_capsule_guest.session", "execute"),
                boot.Find("_capsule_guest.bytecode", "compile_module"),
                boot.StackEnd);
            HoleFiller.Fill(link, sandbox);
            return new BuiltPythonImage(sandbox.CaptureImage(), addresses, output.ToString());
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{e.Message}\n{output}", e);
        }
    }

    private Sandbox CreateSandbox(PythonLink link, IReadOnlyDictionary<string, byte[]> files)
    {
        var shared = PythonFiles.Of(files);
        var options = new ProcessOptions
        {
            Root = devices => shared.Root(Workspace.Empty, devices),
            Output = Collect,
            ErrorOutput = Collect,
            HostCalls = new Immortalizer(),
        };
        return Sandbox.CreateEmpty(link.Module, new SandboxOptions
        {
            Meter = new Meter(MeterLimits.None, TimeProvider.System),
            State = PythonProcess.Create(options, link.C, () => 0, uint.MaxValue),
        });
    }

    private void Collect(ReadOnlySpan<byte> bytes) => output.Append(Encoding.UTF8.GetString(bytes));
}
