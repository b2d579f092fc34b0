using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs;

/// <summary>A program from the cache, and what it was built from.</summary>
internal sealed record CachedArtifact(Artifact Artifact, ProgramInputs Inputs, IReadOnlyList<string> LeftOut);
