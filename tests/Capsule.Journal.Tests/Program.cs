using Capsule.Journal.Tests.Crash;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests;

/// <summary>Runs the tests; or, as a child of one of them, uses a journal until it is killed.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => args is [ChildProcess.Argument, .. var job]
        ? Child.RunAsync(job)
        : args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
