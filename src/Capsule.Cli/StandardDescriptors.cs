using System.Runtime.InteropServices;

namespace Capsule.Cli;

/// <summary>Sees to it that the descriptors 0, 1 and 2 are what their numbers say.</summary>
/// <remarks>
/// Threat: a process that is started with one of them closed, as <c>2&gt;&amp;-</c> does, gives its number to the next file that it
/// opens. The runtime's own files come first, memory with machine code among them, and what a guest prints to its standard error
/// would be written there. As no thread may pull the runtime's files away from below it, the process starts itself again, with
/// nothing to read, a standard output that cannot be written, and nowhere for errors: what the C library does for setuid programs.
/// </remarks>
internal static partial class StandardDescriptors
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>Starts the process again where one is closed; returns where none is.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started again.</exception>
    internal static void Ensure()
    {
        var missing = Enumerable.Range(0, 3).Where(IsMissing).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        var redirections = string.Join(' ', missing.Select(number => number switch
        {
            0 => "0</dev/null",
            1 => "1</dev/null", // open for reading: writing fails, as it does to a closed descriptor
            _ => "2>/dev/null",
        }));
        var arguments = File.ReadAllText("/proc/self/cmdline").Split('\0')[1..^1];
        string?[] command = ["sh", "-c", $"exec \"$0\" \"$@\" {redirections}", Environment.ProcessPath, .. arguments, null];
        _ = Execute("/bin/sh", command);
        throw new InvalidOperationException(
            $"descriptor {missing[0]} is closed, and /bin/sh does not open it (error {Marshal.GetLastPInvokeError()})");
    }

    /// <summary>Only what was there when the process was started is open to those that it would start.</summary>
    private static bool IsMissing(int descriptor) => Control(descriptor, GetFlags, 0) is < 0 or CloseOnExec;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    /// <summary>Becomes another program; returns where that cannot be.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, its own name first and null last.</param>
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Execute(string path, string?[] arguments);
}
