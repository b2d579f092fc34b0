namespace Capsule.Wasm.Memory;

/// <summary>
/// Decides when a memory gives back private copies of pages that hold what its snapshot does. Each is compared after every call;
/// but a page that the next call writes costs more to copy again than to compare, and a call that only looks at Python objects writes to
/// all of them. So it is tried after two calls, and later each time the pages came back.
/// </summary>
internal sealed class IdlePages
{
    /// <summary>So many are compared without thinking.</summary>
    private const int MaxKept = 512;

    private const int FirstWait = 2;
    private const int MaxWait = 32;

    private int calls;
    private int wait = FirstWait;

    /// <summary>Counts a call; whether the pages are to be given back now.</summary>
    /// <param name="pages">How many there are.</param>
    internal bool AreDue(long pages)
    {
        if (pages <= MaxKept)
        {
            Forget();
            return false;
        }

        if (++calls < wait)
        {
            return false;
        }

        (calls, wait) = (0, Math.Min(2 * wait, MaxWait));
        return true;
    }

    /// <summary>Another sandbox has the memory.</summary>
    internal void Forget() => (calls, wait) = (0, FirstWait);
}
