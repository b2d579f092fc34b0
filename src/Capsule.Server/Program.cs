using System.Collections;
using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Server.Hosting;
using Capsule.Server.Settings;

namespace Capsule.Server;

/// <summary>The program <c>capsule-server</c>, which <c>capsule serve</c> starts.</summary>
internal static class Program
{
    private const int UsageError = 2;

    private static async Task<int> Main(string[] arguments)
    {
        var flags = new ServerFlags();
        var parsed = flags.Command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"error: {parsed.Errors[0].Message.TrimEnd('.')}; 'capsule-server --help' lists the flags");
            return UsageError;
        }

        flags.Command.SetAction(async (given, cancellationToken) =>
        {
            var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
            using var output = new StreamWriter(StandardOutput.Open());
            var served = flags.Read(given, variables).TryGet(out var options, out var failure)
                ? await ServerRun.RunAsync(options, output, cancellationToken)
                : failure;
            if (served is { } problem)
            {
                await Console.Error.WriteLineAsync($"error: {problem.Message}");
                return UsageError;
            }

            return 0;
        });
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
