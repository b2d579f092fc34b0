namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>A path, relative to the directory that a slot has open, or to the current one.</summary>
internal readonly record struct At(int? Slot, string Path)
{
    public override string ToString() => Slot is null ? Answer.Quote(Path) : $"#{Slot}:{Answer.Quote(Path)}";
}
