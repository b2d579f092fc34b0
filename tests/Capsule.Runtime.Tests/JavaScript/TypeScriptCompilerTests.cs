using System.Text;
using Capsule.Guests.TypeScript;
using Capsule.Runtime.Images;
using Capsule.Runtime.Languages;
using Capsule.Runtime.Tests.Support;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>The compiler takes no more than the program has that wants a file compiled.</summary>
public sealed class TypeScriptCompilerTests : IDisposable
{
    private const long Plenty = 5_000_000_000;
    private const int Lines = 30_000;

    private readonly WasmEngine engine = new();
    private readonly TypeScriptCompiler compiler;

    public TypeScriptCompilerTests()
    {
        var format = TypeScriptFormat.Instance;
        var files = new GuestFiles(format, GuestLocation.FolderOf(format));
        compiler = new TypeScriptCompiler(
            engine, engine.Compile(files.Read(format.CodeFile)), MemoryImage.FromBytes(files.UnpackImage().Span), (TypeScriptInfo)files.ReadInfo().Get().Details);
    }

    public void Dispose()
    {
        compiler.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void A_large_file_is_compiled_where_there_is_enough()
    {
        var script = Compile(new ScriptLimits(Plenty, 512 << 20, Patience.Time));

        Assert.Null(script.Problem);
        Assert.True(script.Ticks > 100_000_000, $"{script.Ticks}");
    }

    [Fact]
    public void Compute_beyond_that_of_the_program_is_not_used()
    {
        const long few = 50_000_000;
        var script = Compile(new ScriptLimits(few, 512 << 20, Patience.Time));

        Assert.Equal("compiling it takes too long", script.Problem);
        Assert.InRange(script.Ticks, few, few + few);
    }

    [Fact]
    public void Memory_beyond_that_of_the_program_is_not_used() =>
        Assert.Equal("compiling it takes too much memory", Compile(new ScriptLimits(Plenty, 1 << 20, Patience.Time), 10 * Lines).Problem);

    [Fact]
    public void Time_beyond_that_of_the_program_is_not_used() =>
        Assert.Equal("compiling it takes too long", Compile(new ScriptLimits(Plenty, 512 << 20, TimeSpan.Zero)).Problem);

    private CompiledScript Compile(ScriptLimits limits, int lines = Lines)
    {
        var source = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, lines).Select(i => $"export const v{i}: number = {i} as number;")));
        return OwnThread.Run(() => compiler.Compile("large.ts", source, limits, CancellationToken.None), engine.Options.ThreadStackBytes);
    }
}
