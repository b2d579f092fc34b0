using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Capsule.Cli.Tests.Support;

/// <summary>
/// What a script starts in the background ignores interrupts, and so does all that it starts in turn: tests that are run so could
/// interrupt no command. Theirs can be interrupted wherever they run.
/// </summary>
internal static partial class Interrupts
{
    private const int Interrupt = 2;
    private const nint Default = 0;
    private const nint Ignored = 1;

    [ModuleInitializer]
    internal static void Hear()
    {
        if (Signal(Interrupt, Default) is not Ignored and var handler)
        {
            _ = Signal(Interrupt, handler);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Signal(int number, nint handler);
}
