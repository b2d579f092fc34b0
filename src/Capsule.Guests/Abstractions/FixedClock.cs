
namespace Capsule.Guests.Abstractions;

/// <summary>A clock that shows the same time whenever it is read: images are the same wherever they are made.</summary>
internal sealed class FixedClock : IGuestClock
{
    public long RealTime => FileSystem.Base.BaseTree.Time;

    public long Monotonic => 0;
}
