namespace Capsule.Guests.FileSystem;

/// <summary>What a sandbox may have in files of one kind, and how much of that is left.</summary>
internal readonly record struct VolumeSpace(long Bytes, long FreeBytes, long Files, long FreeFiles);
