using System.Text;
using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Tests.Support;

/// <summary>
/// The smallest guest: a language without an interpreter, in which each line of the entry file declares a task that answers with its
/// arguments. It keeps no state, so
/// that its sessions cannot be left.
/// </summary>
internal sealed class EchoGuest : IGuest
{
    private readonly MemoryImage image = MemoryImage.FromBytes(new byte[WasmPages.Size]);

    internal EchoGuest() => Base = new Snapshot
    {
        Image = image,
        MemoryBytes = WasmPages.Size,
        PopulatedPages = 0,
        Globals = [],
        Tables = [],
    };

    public GuestIdentity Identity { get; } = new("echo", "1", new string('e', 64));

    public Snapshot Base { get; }

    internal List<GuestSandboxOptions> Started { get; } = [];

    public IGuestSandbox Start(GuestSandboxOptions options)
    {
        lock (Started)
        {
            Started.Add(options);
        }

        return new Sandbox(this, options);
    }

    public SandboxState ReadState(Snapshot memory, ReadOnlyMemory<byte> files, Workspace workspace) => throw new NotSupportedException();

    public IReadOnlyList<LoadedModule> ReadLibraries(
        IReadOnlyList<LibraryPlacement> placements, ulong memoryBytes, Func<string, ReadOnlyMemory<byte>?> find) => [];

    public void Dispose() => image.Dispose();

    private sealed class Sandbox(EchoGuest guest, GuestSandboxOptions options) : IGuestSandbox
    {
        public GuestFiles Files => throw new NotSupportedException();

        public bool HoldsWhatIsLost => true;

        public Stop? Exceeded => null;

        public long TicksUsed => 1_000_000;

        public bool OutputWasRefused => false;

        public bool MemoryWasRefused => false;

        public bool ReadClock => false;

        public bool DrewRandomness => false;

        public GuestAnswer Load(ReadOnlySpan<byte> request)
        {
            var entry = JsonDocument.Parse(request.ToArray()).RootElement.GetProperty("file").GetString()!;
            var source = Read(options.Workspace, entry[(Workspace.Path.Length + 1)..]);
            var tasks = source.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select((name, line) => $$$"""{"name": "{{{name}}}", "function": "{{{name}}}", "line": {{{line + 1}}}, "options": {}}""");
            return Answer($$"""{"tasks": [{{string.Join(", ", tasks)}}], "plain_main": false}""");
        }

        public GuestAnswer Scan(ReadOnlySpan<byte> request) => Answer("[]");

        public GuestAnswer Run(ReadOnlySpan<byte> request)
        {
            options.Output(Encoding.UTF8.GetBytes("running\n"));
            var root = JsonDocument.Parse(request.ToArray()).RootElement;
            return Answer($$"""{"task": {{root.GetProperty("task").GetRawText()}}, "args": {{root.GetProperty("args").GetRawText()}}}""");
        }

        public GuestAnswer Session(ReadOnlySpan<byte> request)
        {
            var source = JsonDocument.Parse(request.ToArray()).RootElement.GetProperty("source").GetRawText();
            return Answer($$$"""{"value": {"repr": {{{source}}}, "json": {{{source}}}, "data": {}}, "error": null}""");
        }

        public GuestAnswer CompileModule(ReadOnlySpan<byte> source) => default;

        public void Restart(MeterLimits limits)
        {
        }

        public Snapshot Capture() => guest.Base;

        public SandboxState Checkpoint() => throw new NotSupportedException();

        public long MeasureMemory() => 0;

        public void Dispose()
        {
        }

        private static GuestAnswer Answer(string json) => new(Encoding.UTF8.GetBytes("0" + json), null);

        private static string Read(Workspace workspace, string path)
        {
            var node = path.Split('/').Aggregate((Node)workspace.Files, (folder, name) => ((BaseDirectory)folder).Entries[name]);
            return Encoding.UTF8.GetString(((BaseFile)node).Contents.Span);
        }
    }
}
