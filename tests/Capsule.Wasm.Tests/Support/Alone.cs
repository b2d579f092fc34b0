namespace Capsule.Wasm.Tests.Support;

/// <summary>Tests that must have the process for themselves, because they measure it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
