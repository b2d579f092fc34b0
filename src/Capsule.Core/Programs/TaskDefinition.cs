
namespace Capsule.Programs;

/// <summary>A task of a program, checked.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="Function">The function, with its module.</param>
/// <param name="Line">Where it is, or 0.</param>
/// <param name="Policy">What it may use.</param>
internal sealed record TaskDefinition(string Name, string Function, int Line, TaskPolicy Policy);
