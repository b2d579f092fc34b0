using Capsule.Wasm.Memory;

namespace Capsule.Wasm.Sandboxes;

/// <content>Taking snapshots.</content>
internal sealed partial class Sandbox
{
    /// <summary>Takes a snapshot of a sandbox that was restored from one. The guest must not be running.</summary>
    public Snapshot Capture()
    {
        var origin = slot.Origin ?? throw new InvalidOperationException("The sandbox was not made from a snapshot.");
        var populated = (int)(MeasureMemory() / WasmPages.HostPage);
        return TakeSnapshot(origin.Image, DeltaBuilder.Build(slot, origin, slot.FindChanged()), populated) with { Stored = origin.Stored };
    }

    /// <summary>
    /// Takes a snapshot that only this sandbox and its forks go on from, and counts changes from it on: the next one costs
    /// what changes until then.
    /// </summary>
    public Snapshot Checkpoint()
    {
        var origin = slot.Origin ?? throw new InvalidOperationException("The sandbox was not made from a snapshot.");
        var changed = slot.FindChanged();
        var populated = origin.PopulatedPages + changed.Count(page => !origin.IsPopulated(page));
        var (stored, delta) = StateBuilder.Build(slot, origin, changed);
        var taken = TakeSnapshot(origin.Image, delta, populated) with { Stored = stored, IsPrivate = true };
        slot.Rebase(taken);
        return taken;
    }

    /// <summary>Takes a snapshot as an image of its own, from which other snapshots can differ.</summary>
    public Snapshot CaptureImage()
    {
        var image = MemoryImage.FromBytes(slot.Bytes);
        return TakeSnapshot(image, PageDelta.Empty, image.CountPopulated());
    }

    private Snapshot TakeSnapshot(MemoryImage image, PageDelta delta, int populatedPages) => new()
    {
        Image = image,
        Delta = delta,
        PopulatedPages = populatedPages,
        MemoryBytes = slot.Length,
        Globals = InstanceState.Globals(exports, module),
        Tables = InstanceState.TableLengths(exports, module),
        Modules = [.. modules],
    };
}
