namespace Capsule.Cli.Commands;

/// <summary>A command line at its first <c>--</c>: what stands behind it is for the program, whatever it looks like.</summary>
internal sealed record SplitLine(string[] Before, string[] Behind, bool HasSeparator)
{
    internal static SplitLine At(string[] arguments)
    {
        var separator = Array.IndexOf(arguments, "--");
        return separator < 0
            ? new SplitLine(arguments, [], false)
            : new SplitLine(arguments[..separator], arguments[(separator + 1)..], true);
    }
}
