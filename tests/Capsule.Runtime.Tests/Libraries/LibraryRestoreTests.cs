using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.Emscripten.Linking;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>The libraries of a stranger's snapshot.</summary>
public sealed class LibraryRestoreTests
{
    [Theory]
    [InlineData(2, true)]
    [InlineData(1_000, false)]
    public void They_may_cost_the_compiler_no_more_than_what_a_sandbox_loads_itself(int count, bool isAccepted)
    {
        var store = new CostlyStore();
        var placements = Enumerable.Range(0, count)
            .Select(i => new LibraryPlacement(new string('a', 64), "/lib/site-packages/a.so", 0, false, 0, 0, (uint)i)).ToArray();
        var refusal = Record.Exception(() => LibraryRestore.Read(store, placements, 1 << 20, _ => null));
        Assert.Equal(isAccepted, refusal is null);
        Assert.True(isAccepted || refusal is InvalidDataException);
        Assert.InRange(store.Asked, 1, 10);
    }

    /// <summary>Each library costs as much as one may.</summary>
    private sealed class CostlyStore : ILibraryStore
    {
        private readonly Library library = new(null!, new string('a', 64), Link, []);

        public MainSymbols Symbols => throw new NotSupportedException();

        internal int Asked { get; private set; }

        private static LinkedLibrary Link => new()
        {
            MemorySize = 0,
            MemoryAlignment = 0,
            TableSize = 1,
            Needed = [],
            RuntimePaths = [],
            Imports = [],
            References = [],
            OwnGlobals = 0,
            Functions = new Dictionary<string, uint>(),
            Data = new Dictionary<string, int>(),
            HasRelocations = false,
            HasConstructors = false,
            Cost = 64_000_000,
        };

        public Task<Library> GetAsync(string hash, Func<ReadOnlyMemory<byte>> file)
        {
            Asked++;
            return Task.FromResult(library);
        }
    }
}
