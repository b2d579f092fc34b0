using Capsule.Journal.Postgres.Tests.Crash;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests;

/// <summary>Runs the tests; or, as a child of one of them, uses a journal until it is stopped or killed.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => args is [ChildProcess.Argument, .. var job]
        ? Child.RunAsync(job)
        : args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
