namespace Capsule.Runtime.HostApi;

/// <summary>A guest's request does not have the form it should have.</summary>
internal sealed class GuestRequestException(string message) : Exception(message);
