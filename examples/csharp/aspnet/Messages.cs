using System.Text.Json;

namespace Capsule.Examples.AspNet;

/// <summary>What is to be executed.</summary>
public sealed record Snippet(string Code);

/// <summary>What came of it.</summary>
public sealed record Answer(bool Success, JsonElement Result, string Output, string? Error);

/// <summary>What statistics_task.py returns.</summary>
public sealed record Statistics(double Mean, double Median);
