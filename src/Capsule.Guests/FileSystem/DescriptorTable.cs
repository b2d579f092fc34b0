using Capsule.Guests.FileSystem.States;
using Capsule.Guests.FileSystem.Streams;

namespace Capsule.Guests.FileSystem;

/// <summary>The descriptors of one sandbox.</summary>
internal sealed class DescriptorTable
{
    /// <summary>Threat: each open file costs the host memory, and files of the host are scarcer still.</summary>
    internal const int Limit = 1024;

    private readonly List<OpenFile?> files = [];

    /// <summary>The open file of a descriptor, or null.</summary>
    internal OpenFile? this[int descriptor] =>
        descriptor >= 0 && descriptor < files.Count ? files[descriptor] : null;

    /// <summary>Gives a file the lowest free descriptor from a number on.</summary>
    internal Result<int> Add(OpenFile file, int from = 0)
    {
        if (from is < 0 or >= Limit)
        {
            return Errno.Invalid;
        }

        var descriptor = from;
        while (this[descriptor] is not null)
        {
            descriptor++;
        }

        if (descriptor >= Limit)
        {
            return Errno.TooManyOpenFiles;
        }

        Set(descriptor, file);
        return descriptor;
    }

    /// <summary>Gives a file a certain descriptor, closing what it stood for.</summary>
    internal Errno Replace(int descriptor, OpenFile file)
    {
        if (descriptor is < 0 or >= Limit)
        {
            return Errno.BadDescriptor;
        }

        Close(descriptor);
        Set(descriptor, file);
        return Errno.Success;
    }

    internal Errno Close(int descriptor)
    {
        if (this[descriptor] is not { } file)
        {
            return Errno.BadDescriptor;
        }

        file.ReleaseProcessLocks();
        files[descriptor] = null;
        file.Release();
        return Errno.Success;
    }

    /// <summary>
    /// Locks or unlocks a whole file (<c>flock</c>), without waiting: what another open file has is
    /// <see cref="Errno.TryAgain"/>.
    /// </summary>
    internal Errno LockWhole(OpenFile file, bool? isExclusive)
    {
        if (file.IsShared)
        {
            return file.LockWhole(isExclusive);
        }

        var identity = FileIdentity.Of(file);
        file.HeldLock = null; // one is given up before another is taken, as on Linux
        var isHeld = isExclusive is { } wanted && files.Exists(other =>
            other is { HeldLock: { } held } && (wanted || held) && FileIdentity.Of(other) == identity);
        file.HeldLock = isHeld ? null : isExclusive;
        return isHeld ? Errno.TryAgain : Errno.Success;
    }

    /// <summary>Closes everything: a sandbox ends, and files of the host must not stay open.</summary>
    internal void CloseAll()
    {
        for (var descriptor = 0; descriptor < files.Count; descriptor++)
        {
            Close(descriptor);
        }
    }

    /// <summary>Whether something is open that cannot go along: it is lost where another sandbox goes on.</summary>
    internal bool HoldsWhatIsLost => files.Exists(file => file is not (null or LostFile) && file.Capture() is OpenState.Lost);

    /// <summary>What is open.</summary>
    internal IReadOnlyList<DescriptorState> Capture() =>
    [
        .. from descriptor in Enumerable.Range(0, files.Count)
           where files[descriptor] is not null
           group descriptor by files[descriptor] into open
           select new DescriptorState([.. open], open.Key!.Capture(), open.Key.Flags, open.Key.Position),
    ];

    /// <summary>Opens again what was open.</summary>
    /// <param name="states">What was.</param>
    /// <param name="open">Opens one.</param>
    internal void Restore(IEnumerable<DescriptorState> states, Func<DescriptorState, OpenFile> open)
    {
        foreach (var state in states)
        {
            var file = open(state);
            (file.Flags, file.Position) = (state.Flags, state.Position);
            foreach (var descriptor in state.Descriptors)
            {
                Set(descriptor, file);
            }
        }
    }

    private void Set(int descriptor, OpenFile file)
    {
        while (files.Count <= descriptor)
        {
            files.Add(null);
        }

        files[descriptor] = file.Share();
    }
}
