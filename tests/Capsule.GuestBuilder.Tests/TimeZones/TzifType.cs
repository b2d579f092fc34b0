namespace Capsule.GuestBuilder.Tests.TimeZones;

/// <summary>A local time type record as the test's reader finds it.</summary>
internal sealed record TzifType(int Offset, bool IsDaylight, string Name);
