namespace Capsule.Guests.Python;

/// <summary>Addresses of Python objects that an image holds.</summary>
/// <param name="BytesType">The type <c>bytes</c>.</param>
/// <param name="Load">The function that loads a program.</param>
/// <param name="Run">The function that runs a task.</param>
/// <param name="Scan">The function that reads what a program may import later.</param>
/// <param name="Session">The function that answers a session.</param>
/// <param name="CompileModule">The function that compiles a module.</param>
/// <param name="StackEnd">Where the stack in the linear memory ends; it grows down.</param>
internal sealed record PythonAddresses(
    uint BytesType, uint Load, uint Run, uint Scan, uint Session, uint CompileModule, uint StackEnd);
