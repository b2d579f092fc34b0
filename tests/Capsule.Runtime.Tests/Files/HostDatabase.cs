using System.ComponentModel;
using System.Diagnostics;

namespace Capsule.Runtime.Tests.Files;

/// <summary>
/// A database that another program of the host has open. It must be another process: when any part of a process closes a
/// file, Linux ends all locks on ranges that the process has of it, and sandboxes are parts of this one.
/// </summary>
internal sealed class HostDatabase : IAsyncDisposable
{
    private const string Program =
        """
        import json, sqlite3, sys
        connection = sqlite3.connect(sys.argv[1], timeout=float(sys.argv[2]), isolation_level=None)
        for line in sys.stdin:
            try:
                print(json.dumps(connection.execute(line).fetchall()), flush=True)
            except sqlite3.Error as error:
                print(f"{type(error).__name__}: {error}", flush=True)
        connection.close()
        """;

    private readonly Process process;

    private HostDatabase(Process process) => this.process = process;

    /// <summary>Opens a database with the Python of the machine; the test is skipped where there is none.</summary>
    internal static HostDatabase Open(string path, double waitSeconds = 0.2)
    {
        try
        {
            return new HostDatabase(Process.Start(new ProcessStartInfo("python3", ["-c", Program, path, $"{waitSeconds}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!);
        }
        catch (Win32Exception)
        {
            Assert.Skip("this machine has no python3");
            throw;
        }
    }

    /// <summary>Executes a statement; gives its rows as JSON, or its error.</summary>
    internal async Task<string?> DoAsync(string statement)
    {
        await process.StandardInput.WriteLineAsync(statement);
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
