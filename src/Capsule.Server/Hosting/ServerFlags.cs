using System.CommandLine;
using System.Globalization;
using System.Net;
using Capsule.Runtime;

namespace Capsule.Server.Hosting;

/// <summary>The command line of <c>capsule-server</c>.</summary>
internal sealed class ServerFlags
{
    private const int MaxConcurrentMost = 10_000;

    private readonly Option<string> listen = new("--listen")
    {
        Description = "Where to listen: http://ADDRESS:PORT.",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:8484",
    };

    private readonly Option<string?> data = new("--data")
    {
        Description = "The folder of the server's data; by default 'server' in the user's state directory.",
        HelpName = "DIR",
    };

    private readonly Option<bool> insecure = new("--insecure")
    {
        Description = "Listen without TLS also where other machines reach the server, such as behind a proxy that has it.",
    };

    private readonly Option<string> maxConcurrent = new("--max-concurrent")
    {
        Description = "How many executions there are at once.",
        HelpName = "N",
        DefaultValueFactory = _ => "64",
    };

    internal ServerFlags() => Command = new RootCommand("Serves sandboxed code over HTTP.") { listen, data, insecure, maxConcurrent };

    internal RootCommand Command { get; }

    /// <summary>Reads a command line, and says what is wrong with it.</summary>
    internal Outcome<ServerOptions> Read(ParseResult parsed)
    {
        if (!ReadListen(parsed.GetRequiredValue(listen), parsed.GetValue(insecure)).TryGet(out var url, out var failure))
        {
            return failure;
        }

        var written = parsed.GetRequiredValue(maxConcurrent);
        var isNumber = int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var concurrent);
        return !isNumber || concurrent is < 1 or > MaxConcurrentMost
            ? Failure.Config($"--max-concurrent {written} is not valid; use a whole number from 1 to {MaxConcurrentMost}")
            : new ServerOptions
            {
                Listen = url,
                IsInsecure = parsed.GetValue(insecure),
                MaxConcurrent = concurrent,
                DataDirectory = Path.GetFullPath(
                    parsed.GetValue(data) is { Length: > 0 } folder ? folder : Path.Combine(CapsuleOptions.DefaultStateDirectory(), "server")),
            };
    }

    /// <remarks>Threat: API keys and what they guard would cross a network for everybody to read.</remarks>
    private static Outcome<Uri> ReadListen(string text, bool mayBeInsecure)
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http", AbsolutePath: "/", Query: "", UserInfo: "" };
        var isAddress = isUrl && (url!.Host == "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _));
        return !isAddress ? Failure.Config($"--listen {text} is not valid; use http://ADDRESS:PORT with an IP address or localhost, such as http://127.0.0.1:8484")
            : !url!.IsLoopback && !mayBeInsecure ? Failure.Config(
                $"--listen {text} is reached from other machines, and API keys would cross the network unencrypted: listen on 127.0.0.1 behind a proxy that has TLS, "
                + "or say --insecure where the network is trusted")
            : url;
    }
}
