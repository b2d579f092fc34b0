namespace Capsule;

/// <summary>A variable whose value a task can use without ever seeing it.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Hosts">Where the value may be sent, as rules of <c>allowed_hosts</c>.</param>
/// <param name="InHeaders">Whether it may be in headers.</param>
/// <param name="InBody">Whether it may be in bodies.</param>
public sealed record SecretGrant(string Name, IReadOnlyList<string> Hosts, bool InHeaders, bool InBody);
