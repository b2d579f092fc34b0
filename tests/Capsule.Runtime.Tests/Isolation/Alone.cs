namespace Capsule.Runtime.Tests.Isolation;

/// <summary>Tests that must have the process for themselves.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
