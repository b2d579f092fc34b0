using Capsule.Guests.Abstractions;
using Capsule.Guests.JavaScript;
using Capsule.Guests.Processes;
using Capsule.Guests.TypeScript;
using Capsule.Runtime.Images;
using Capsule.Runtime.Languages;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;
using CsCheck;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>
/// The engine taken over: its imports are called with whatever numbers there are, as code would that had broken out of QuickJS. The host answers, or
/// the sandbox stops; nothing else happens.
/// </summary>
public sealed class EngineImportTests
{
    private const ulong MemoryLimit = 64 << 20;

    [Fact]
    public void Every_import_of_the_module_is_one_that_was_decided_about()
    {
        Assert.Equal(12, EngineImports.All.Count);
        Assert.Equal(EngineImports.All.Count, EngineImports.Names.Count);
    }

    [Fact]
    public void No_numbers_break_the_host() => OwnThread.Run(CallEverything, new EngineOptions().ThreadStackBytes);

    private static void CallEverything()
    {
        using var engine = new WasmEngine();
        var format = new JavaScriptFormat();
        var folder = GuestLocation.FolderOf(format);
        var info = (JavaScriptImageInfo)format.ReadInfo(File.ReadAllBytes(Path.Combine(folder, format.InfoFile)))!.Details;
        using var code = engine.Compile(File.ReadAllBytes(Path.Combine(folder, format.CodeFile)));
        using var image = MemoryImage.FromBytes(Unpack(Path.Combine(folder, format.ImageFile)));
        using var link = new JavaScriptLink(engine, code, info.Layout);
        var start = new Snapshot
        {
            Image = image,
            MemoryBytes = info.MemoryBytes,
            PopulatedPages = info.PopulatedPages,
            Globals = info.Globals,
            Tables = info.Tables,
        };
        Gen.Select(Gen.Int[0, EngineImports.All.Count - 1], Numbers(info).Array[6]).Sample(
            (index, numbers) => CallOnce(link, start, info, index, numbers), iter: 3_000, threads: 1, seed: "0000KOIa9kK1");
        engine.Forget(image);
    }

    /// <summary>Numbers that are addresses of something, lengths, and neither.</summary>
    private static Gen<int> Numbers(JavaScriptImageInfo info)
    {
        var addresses = info.Addresses;
        int[] known =
            [0, 1, 2, 4, -1, int.MinValue, int.MaxValue, (int)addresses.Scratch, addresses.Load, addresses.Run, addresses.Resolve, addresses.Read];
        return Gen.OneOf(Gen.Int[0, known.Length - 1].Select(place => known[place]), Gen.Int[0, (int)info.MemoryBytes], Gen.Int);
    }

    private static void CallOnce(JavaScriptLink link, Snapshot start, JavaScriptImageInfo info, int index, int[] numbers)
    {
        Sandbox? started = null;
        var printed = 0L;
        var process = new JavaScriptProcess(
            new ProcessOptions
            {
                Root = devices => JavaScriptFiles.Root(Workspace.Empty, devices),
                Output = bytes => printed += bytes.Length,
                ErrorOutput = bytes => printed += bytes.Length,
                OutputLimit = 1 << 20,
                MemoryLimit = MemoryLimit,
                Charge = ticks => started?.Charge(ticks) ?? true,
            },
            () => started?.Memory.Length ?? 0)
        {
            Engine = link.Engine,
            Addresses = info.Addresses,
            Scratch = info.Addresses.Scratch,
            Scripts = NoScripts.Instance,
        };
        process.OpenFiles();
        using var sandbox = started = Sandbox.Restore(link.Module, start, new SandboxOptions
        {
            Meter = new Meter(new MeterLimits { Ticks = 200_000_000, Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System),
            MemoryBytes = MemoryLimit,
            State = process,
        });
        var values = numbers.Select(number => new RawValue { I64 = number }).ToArray();
        var (_, name, _, function) = EngineImports.All[index];
        Sandboxed.Call(sandbox, values, function, e => Assert.True(
            e is StoppedException or BadAddressException || IsOfStopped(e), $"{name}: {e}"));
        Assert.True(printed <= 1 << 20, name);
        process.Descriptors.CloseAll();
    }

    /// <summary>A sandbox that stopped refuses the next call of the same host function.</summary>
    private static bool IsOfStopped(Exception e) =>
        e is InvalidOperationException && e.Message.StartsWith("The sandbox has stopped", StringComparison.Ordinal);

    private static byte[] Unpack(string path)
    {
        using var unpacked = new MemoryStream();
        using var packed = new System.IO.Compression.BrotliStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress);
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private sealed class NoScripts : IScriptCompiler
    {
        internal static readonly NoScripts Instance = new();

        public CompiledScript Compile(string file, ReadOnlyMemory<byte> source, ScriptLimits limits, CancellationToken cancellationToken) =>
            new(null, null, "there is no compiler", 0);
    }

    private static class Sandboxed
    {
        internal static unsafe void Call(Sandbox sandbox, RawValue[] values, HostFunction function, Action<Exception> judge)
        {
            fixed (RawValue* pointer = values)
            {
                try
                {
                    function(new HostCall(sandbox, pointer));
                }
                catch (Exception e)
                {
                    judge(e);
                }
            }
        }
    }
}
