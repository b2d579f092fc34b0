namespace Capsule.Runtime;

/// <summary>
/// A tool failed, and the message may be told to sandboxed code, as <c>capsule.ToolError</c>. Of any other exception it only
/// gets to know that the tool failed: messages may hold addresses, paths and secrets of the host.
/// </summary>
public sealed class ToolException : Exception
{
    /// <summary>Without words.</summary>
    public ToolException()
        : base("the tool failed")
    {
    }

    /// <summary>With words for the sandboxed code.</summary>
    public ToolException(string message)
        : base(message)
    {
    }

    /// <summary>With words for the sandboxed code, and a cause that stays in the host.</summary>
    public ToolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
