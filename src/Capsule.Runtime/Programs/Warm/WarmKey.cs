namespace Capsule.Runtime.Programs.Warm;

/// <summary>What a program was asked for by: two requests with the same key get the same program while nothing changes.</summary>
/// <param name="Kind">What <paramref name="Name"/> is.</param>
/// <param name="Name">An absolute path, or the hash of a text.</param>
/// <param name="Context">What else the program depends on: the project, or its defaults.</param>
internal sealed record WarmKey(WarmKind Kind, string Name, string Context);
