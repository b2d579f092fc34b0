using Capsule.Examples.Agents;
using Capsule.Runtime;

// The same job by two frameworks: a model writes Python that a sandbox runs. Leave out what your program does not use.
await using var capsule = await CapsuleRuntime.CreateAsync();
await AgentFramework.RunAsync(capsule);
await SemanticKernel.RunAsync(capsule);
