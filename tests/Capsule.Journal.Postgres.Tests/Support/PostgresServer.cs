using System.Diagnostics;
using Capsule.Journal.Postgres.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Capsule.Journal.Postgres.Tests.Support;

/// <summary>
/// A PostgreSQL server in a temporary folder, with a socket there and no port. It ends, and the folder with it, when this process ends,
/// however that ends: a shell of a session of its own waits for the end of a pipe.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Script = """
        trap '' INT TERM HUP
        cd "$2"
        "$1/initdb" -D data -U capsule -A trust -E UTF8 --locale=C --no-sync >log 2>&1 &&
        "$1/pg_ctl" -D data -l server.log -w -o "-k '$2' -c listen_addresses='' -c max_connections=300" start >>log 2>&1 &&
        echo ready || { cat log server.log; echo failed; }
        cat >/dev/null
        "$1/pg_ctl" -D data -m immediate -w stop >/dev/null 2>&1
        rm -rf "$2"
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("capsule-pg-");
    private Process? shell;

    /// <summary>How to connect to it.</summary>
    public string ConnectionString => $"Host={folder.FullName};Database=postgres;Username=capsule";

    /// <summary>Where its socket is.</summary>
    public string Folder => folder.FullName;

    /// <summary>A program of PostgreSQL.</summary>
    public static string Program(string name) => Path.Combine(Programs(), name);

    public async ValueTask InitializeAsync()
    {
        if (IsRoot)
        {
            await RunAsync("chown", [User, folder.FullName]);
        }

        var start = Command("setsid", ["sh", "-c", Script, "sh", Programs(), folder.FullName]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        shell = Process.Start(start)!;
        var said = new List<string>();
        while (await shell.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
            said.Add(line);
            if (line == "failed")
            {
                throw new InvalidOperationException(string.Join('\n', said));
            }
        }
    }

    /// <summary>Stops it, and has those who are connected lose their connections.</summary>
    public Task StopAsync() => ControlAsync("-m", "fast", "-w", "stop");

    /// <summary>Kills it, as a loss of power would but for the disk.</summary>
    public Task CrashAsync() => ControlAsync("-m", "immediate", "-w", "stop");

    /// <summary>Starts it again.</summary>
    public Task StartAsync() => ControlAsync(
        "-l", Path.Combine(Folder, "server.log"), "-w", "-o", $"-k '{Folder}' -c listen_addresses='' -c max_connections=300", "start");

    public async ValueTask DisposeAsync()
    {
        if (shell is not null)
        {
            shell.StandardInput.Close();
            using var patience = new CancellationTokenSource(Patience.Time);
            await shell.WaitForExitAsync(patience.Token);
            shell.Dispose();
        }
    }

    /// <summary>Runs a program until its end.</summary>
    internal static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await error}");
        return await output;
    }

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    /// <summary>Whom the server belongs to where the tests are root, whom it refuses.</summary>
    private static string User => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string Programs()
    {
        var folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: eng/test.sh installs Debian's package 'postgresql'");
    }

    private async Task ControlAsync(params string[] arguments)
    {
        var start = Command(Program("pg_ctl"), ["-D", Path.Combine(Folder, "data"), .. arguments]);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private ProcessStartInfo Command(string program, string[] arguments)
    {
        var start = IsRoot
            ? new ProcessStartInfo("setpriv", ["--reuid", User, "--regid", User == "nobody" ? "nogroup" : User, "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = Folder;
        return start;
    }
}
