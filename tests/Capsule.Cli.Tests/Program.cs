using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Tests.Journaling;

namespace Capsule.Cli.Tests;

/// <summary>Runs the tests; or, started by one of them, the command with a journal that kills its process.</summary>
public static class Program
{
    /// <summary>The first argument, which the place of the fault and the command line follow.</summary>
    internal const string FaultyCommand = "capsule-with-fault";

    public static Task<int> Main(string[] args) => args is [FaultyCommand, var fault, .. var command]
        ? RunFaultyAsync(FaultPoint.Parse(fault)!, command)
        : args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

    private static Task<int> RunFaultyAsync(FaultPoint fault, string[] command)
    {
        var open = JournalFactory.Open;
        JournalFactory.Open = folder => open(folder).TryGet(out var journal, out var failure) ? new FaultyJournal(journal, fault) : failure;
        return CapsuleCommand.RunAsync(command, Terminal.OfProcess());
    }
}
