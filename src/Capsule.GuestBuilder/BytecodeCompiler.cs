using System.Text;
using Capsule.Guests.Abstractions;
using Capsule.Guests.Python;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.GuestBuilder;

/// <summary>
/// Compiles the standard library in the guest itself, so that importing a module that is not in the image reads
/// bytecode. The files say that their source need not be looked at (PEP 552, unchecked hash).
/// </summary>
internal sealed class BytecodeCompiler : IHostCallHandler
{
    private const string Program = """
        import _capsule, importlib.util, os, py_compile, tempfile

        def main():
            for folder, _, names in os.walk("/lib"):
                for name in names:
                    if name.endswith(".py"):
                        source = os.path.join(folder, name)
                        target = py_compile.compile(
                            source, "/tmp/out.pyc", source, doraise=True,
                            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
                        )
                        with open(target, "rb") as compiled:
                            path = importlib.util.cache_from_source(source)
                            _capsule.call(path.encode() + b"\0" + compiled.read())

        main()
        """;

    private readonly IDictionary<string, byte[]> files;

    private BytecodeCompiler(IDictionary<string, byte[]> files) => this.files = files;

    /// <summary>Adds the bytecode to the files.</summary>
    internal static void Compile(WasmEngine engine, PythonGuest guest, IDictionary<string, byte[]> files)
    {
        using (guest)
        {
            var compiler = new BytecodeCompiler(files);
            using var sandbox = guest.Start(compiler.Options(guest));
            var answer = sandbox.Load("""{"file": "/workspace/compile_library.py", "module": "compile_library", "folder": "/workspace"}"""u8);
            if (answer.Stop is not null || answer.Bytes.Span is not [(byte)'0', ..])
            {
                throw new InvalidOperationException(
                    $"the library was not compiled: {answer.Stop} {Encoding.UTF8.GetString(answer.Bytes.Span)}");
            }
        }
    }

    /// <summary>Takes one compiled file: its path, a zero byte, its contents.</summary>
    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request)
    {
        var end = request.Span.IndexOf((byte)0);
        files[Encoding.UTF8.GetString(request.Span[1..end])] = request[(end + 1)..].ToArray();
        return default;
    }

    private GuestSandboxOptions Options(PythonGuest guest) => new()
    {
        Snapshot = guest.Base,
        Workspace = new Workspace(
            WorkspaceFolder.Of([KeyValuePair.Create<string, ReadOnlyMemory<byte>>(
                "compile_library.py", Encoding.UTF8.GetBytes(Program))]),
            WorkspaceFolder.Empty),
        Limits = MeterLimits.None,
        MemoryLimit = 1UL << 30,
        OutputLimit = 1 << 20,
        HostCalls = this,
        Output = bytes => Console.Write(Encoding.UTF8.GetString(bytes)),
        ErrorOutput = bytes => Console.Error.Write(Encoding.UTF8.GetString(bytes)),
    };
}
