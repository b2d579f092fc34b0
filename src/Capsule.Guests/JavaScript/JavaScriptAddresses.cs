namespace Capsule.Guests.JavaScript;

/// <summary>Where things are that the host uses in an image. Functions are handles of values.</summary>
/// <param name="Load">Loads a program.</param>
/// <param name="Run">Runs a task.</param>
/// <param name="Scan">Loads what a program may import later.</param>
/// <param name="Session">Runs a cell of a session.</param>
/// <param name="Interrupted">Answers for a cell that was told to end.</param>
/// <param name="Idle">Does what is due next; tells whether there was anything.</param>
/// <param name="Abandon">Fails the call that nothing can settle any more.</param>
/// <param name="Reject">Fails the call because of an error that nobody handled.</param>
/// <param name="Resolve">Finds the file of a module.</param>
/// <param name="Read">Gives the source of a module.</param>
/// <param name="Scratch">A block of some words, for results of the engine's functions.</param>
/// <param name="StackEnd">Where the stack in the linear memory ends; it grows down.</param>
internal sealed record JavaScriptAddresses(
    int Load, int Run, int Scan, int Session, int Interrupted, int Idle, int Abandon, int Reject, int Resolve, int Read, uint Scratch, uint StackEnd);
