namespace Capsule.Runtime.Tools;

/// <summary>A function answered a call with an error of a kind that sandboxed code is told, with its message.</summary>
internal sealed class ToolRefusedException(HostErrorKind kind, string message) : Exception(message)
{
    internal HostErrorKind Kind => kind;
}
