using System.Text;
using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.Processes;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// Makes a JavaScript image: boots the engine once, loads the SDK and what programs expect of Node.js and of the web, and takes a
/// snapshot. Time and chance are fixed while it does, so that the same inputs give the same image on every machine.
/// </summary>
internal sealed class JavaScriptImageBuilder(WasmEngine engine, CompiledModule compiled, ModuleLayout layout, IReadOnlyList<DataSegment> data)
{
    /// <summary>
    /// The stack in the linear memory. The module comes with 1 MiB, which is as much as the engine lets JavaScript take; parsers and
    /// other recursion in C need theirs beside it.
    /// </summary>
    private const int StackBytes = 4 << 20;

    /// <summary>How much of it JavaScript may take before it gets a RangeError, which comes before the native stack overflows.</summary>
    private const int JavaScriptStackBytes = 1_750 << 10;

    /// <summary>
    /// From how many bytes of values on cycles are looked for. Looking writes to all of them: below this, most tasks never pay for it.
    /// </summary>
    private const int CollectionThreshold = 16 << 20;
    private const int ScratchBytes = 16;
    private const int Module = 1; // JS_EVAL_TYPE_MODULE

    private readonly StringBuilder output = new();

    /// <summary>Builds the image. Call on a thread with <see cref="EngineOptions.ThreadStackBytes"/>.</summary>
    /// <param name="files">The guest's own modules and its packages, by path below <see cref="JavaScriptFiles.Own"/>.</param>
    /// <exception cref="InvalidOperationException">The engine did not start; the message has its output.</exception>
    public (Snapshot Snapshot, JavaScriptAddresses Addresses, string Version) Build(IReadOnlyDictionary<string, byte[]> files)
    {
        using var link = new JavaScriptLink(engine, compiled, layout);
        Sandbox? started = null;
        var process = ProcessOf(link, files, () => started?.Memory.Length ?? 0);
        using var sandbox = started = Sandbox.CreateEmpty(link.Module, new SandboxOptions
        {
            Meter = new Meter(MeterLimits.None, TimeProvider.System),
            State = process,
        });
        try
        {
            var addresses = Boot(sandbox, process);
            var version = sandbox.Memory.Text((uint)sandbox.Call(link.Engine.Version).Value);
            return output.Length == 0
                ? (sandbox.CaptureImage(), addresses, version)
                : throw new InvalidOperationException($"The guest's boot printed: {output}");
        }
        catch (StoppedException e)
        {
            throw new InvalidOperationException($"The engine did not start: {e.Stop}\n{output}", e);
        }
    }

    private JavaScriptProcess ProcessOf(JavaScriptLink link, IReadOnlyDictionary<string, byte[]> files, Func<ulong> memory)
    {
        var library = BaseTree.Build(isProtected: true, files.Select(file =>
            KeyValuePair.Create(JavaScriptFiles.Own["/lib/".Length..] + file.Key, BaseFile.Of(file.Value))));
        var process = new JavaScriptProcess(
            new ProcessOptions
            {
                Root = devices => JavaScriptFiles.Root(Workspace.Empty, devices, library),
                Output = Collect,
                ErrorOutput = Collect,
            },
            memory)
        {
            Engine = link.Engine,
            BootModules = files.ToDictionary(file => JavaScriptFiles.Own + file.Key, file => file.Value, StringComparer.Ordinal),
        };
        process.OpenFiles();
        return process;
    }

    private JavaScriptAddresses Boot(Sandbox sandbox, JavaScriptProcess process)
    {
        foreach (var segment in data)
        {
            segment.Bytes.Span.CopyTo(sandbox.Memory.Bytes(segment.Offset, (uint)segment.Bytes.Length));
        }

        var (heap, exports) = (new Heap(sandbox, process), process.Engine);
        heap.Call(exports.RunConstructors);
        var stack = heap.Allocate(StackBytes);
        sandbox.WriteGlobal("__stack_pointer", (stack + StackBytes) & ~15);
        if (heap.Call(exports.Initialize) != 0)
        {
            throw new InvalidOperationException("The engine has no memory to start.");
        }

        heap.Call(exports.LimitStack, JavaScriptStackBytes);
        heap.Call(exports.UseModuleLoader, 1);
        process.Scratch = (uint)heap.Allocate(ScratchBytes);
        var name = "capsule"u8;
        var global = heap.Call(exports.Global);
        heap.Set(global, "__capsule_host", heap.Call(exports.NewHostFunction, heap.Put(name), name.Length, 0));

        // First the loader, which the host then asks for all other modules; with it the rest.
        Import(heap, process, "boot/index.js");
        var runner = heap.Get(global, "__capsule_runner");
        int Function(string function) => heap.Get(runner, function);
        process.Addresses = new JavaScriptAddresses(
            Function("load"), Function("run"), Function("scan"), Function("session"), 0, Function("idle"), Function("abandon"),
            Function("reject"), Function("resolve"), Function("read"), process.Scratch, (uint)stack);
        Import(heap, process, "boot/library.js");
        process.Addresses = process.Addresses with { Interrupted = Function("interrupted") };
        heap.Call(exports.Evaluate, heap.Put("delete globalThis.__capsule_runner"u8), "delete globalThis.__capsule_runner".Length, heap.Put("boot"u8), 0);
        heap.Call(exports.ReportRejections, 1);
        heap.Call(exports.CollectGarbage);
        heap.Call(exports.SetCollectionThreshold, CollectionThreshold);
        return process.Addresses;
    }

    private static void Import(Heap heap, JavaScriptProcess process, string file)
    {
        var (path, source) = (JavaScriptFiles.Own + file, process.BootModules[JavaScriptFiles.Own + file]);
        var promise = heap.Call(
            process.Engine.Evaluate, heap.Put(source), source.Length, heap.Put(Encoding.UTF8.GetBytes(path)), Module);
        if (heap.Call(process.Engine.IsException, promise) != 0)
        {
            throw Failed(heap, heap.TakeException());
        }

        while (heap.Call(process.Engine.IsJobPending) != 0)
        {
            heap.Call(process.Engine.RunJob);
        }

        const int pending = 0, rejected = 2;
        if (heap.Call(process.Engine.PromiseState, promise) is pending or rejected)
        {
            throw Failed(heap, heap.Call(process.Engine.PromiseResult, promise));
        }

        heap.Free(promise);
    }

    private static InvalidOperationException Failed(Heap heap, int error)
    {
        string Show(int value) => Encoding.UTF8.GetString(heap.Read(value, 1 << 20) ?? []);
        return new InvalidOperationException($"The guest's boot failed: {Show(error)}\n{Show(heap.Get(error, "stack"))}");
    }

    private void Collect(ReadOnlySpan<byte> bytes) => output.Append(Encoding.UTF8.GetString(bytes));
}
