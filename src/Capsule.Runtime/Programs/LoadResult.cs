using Capsule.Programs;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Programs;

/// <summary>What loading a program gave.</summary>
/// <param name="Manifest">What it declares, checked.</param>
/// <param name="Snapshot">The interpreter after it, or null when the program is loaded anew for each task.</param>
/// <param name="OutsideNames">Top-level names that it may import and that are no modules of its own.</param>
internal sealed record LoadResult(ProgramManifest Manifest, Snapshot? Snapshot, IReadOnlyList<string> OutsideNames);
