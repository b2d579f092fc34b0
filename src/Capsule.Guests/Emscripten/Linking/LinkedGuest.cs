using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>What <see cref="GuestLinker"/> found out about a module, for the host that runs it.</summary>
/// <param name="Layout">What a snapshot consists of.</param>
/// <param name="TrampolineSlot">The function pointer of <see cref="CallTrampoline"/>.</param>
/// <param name="HostCallSlot">The function pointer of <see cref="HostCallThunk"/>.</param>
/// <param name="MissingImports">Names of the imports that the host does not answer, in their order.</param>
internal sealed record LinkedGuest(
    ModuleLayout Layout, uint TrampolineSlot, uint HostCallSlot, IReadOnlyList<string> MissingImports);
