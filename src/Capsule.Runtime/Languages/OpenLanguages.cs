namespace Capsule.Runtime.Languages;

/// <summary>The languages of a runtime. Each guest is opened when a program first needs it, so that nobody pays for another one.</summary>
/// <param name="open">Opens a guest, which takes some seconds the first time on a machine.</param>
internal sealed class OpenLanguages(Func<GuestLanguage, CancellationToken, Outcome<OpenLanguage>> open) : IDisposable
{
    private readonly Dictionary<GuestLanguage, Slot> slots = GuestLanguage.All.ToDictionary(language => language, _ => new Slot());

    /// <summary>The language, opened where it was not. A failure is not kept: what was missing may be there the next time.</summary>
    internal Outcome<OpenLanguage> Open(GuestLanguage language, CancellationToken cancellationToken = default)
    {
        var slot = slots[language];
        if (Volatile.Read(ref slot.Opened) is { } ready)
        {
            return ready;
        }

        lock (slot)
        {
            if (slot.Opened is { } opened)
            {
                return opened;
            }

            if (!open(language, cancellationToken).TryGet(out var fresh, out var failure))
            {
                return failure;
            }

            Volatile.Write(ref slot.Opened, fresh);
            return fresh;
        }
    }

    public void Dispose()
    {
        foreach (var slot in slots.Values)
        {
            slot.Opened?.Guest.Dispose();
        }
    }

    private sealed class Slot
    {
        internal OpenLanguage? Opened;
    }
}
