namespace Capsule.Guests.Abstractions;

/// <summary>A file or folder of a guest, as a listing shows it.</summary>
/// <param name="Path">Its path below the folder that was listed, with slashes.</param>
/// <param name="Size">Bytes; 0 for folders.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
public sealed record GuestFile(string Path, long Size, bool IsFolder);
