
namespace Capsule.Runtime;

/// <summary>Something that a call showed while it ran.</summary>
public abstract record SessionOutput
{
    private SessionOutput()
    {
    }

    /// <summary>It printed something.</summary>
    /// <param name="Channel">Where to.</param>
    /// <param name="Content">What; bytes that are no UTF-8 are replaced.</param>
    public sealed record Text(OutputChannel Channel, string Content) : SessionOutput;

    /// <summary>It called <c>display</c>.</summary>
    /// <param name="Data">The value's representations.</param>
    public sealed record Display(MimeBundle Data) : SessionOutput;
}
