using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs;

/// <summary>A program that was just built, and what to compare with to find out whether it must be built again.</summary>
internal sealed record BuiltProgram(LoadedProgram Program, ProgramInputs Inputs);
