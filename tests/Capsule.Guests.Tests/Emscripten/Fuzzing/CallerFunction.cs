using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Tests.Emscripten.Fuzzing;

/// <summary>A call that the guest makes.</summary>
/// <param name="Name">The import's name.</param>
/// <param name="Parameters">Its parameters as letters.</param>
/// <param name="Function">What to call.</param>
internal sealed record CallerFunction(string Name, string Parameters, GuestFunction Function);
