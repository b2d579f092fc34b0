using System.Net;
using System.Net.Sockets;

namespace Capsule.Packaging.Tests;

/// <summary>The installer script, from a server on loopback.</summary>
public sealed class InstallerTests(Release release) : IDisposable
{
    private readonly Machine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task It_installs_what_it_has_verified_and_replaces_what_was_there()
    {
        Release.Require();
        using var server = Serve(release.Folder, out var address);

        var first = await InstallAsync(address);
        var second = await InstallAsync(address);

        Assert.Contains($"as {machine.Home}/.local/bin/capsule\n", first.Output, StringComparison.Ordinal);
        Assert.Contains($"export PATH=\"{machine.Home}/.local/bin:$PATH\"", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal("42\n", await machine.ShellAsync("home/.local/bin/capsule run -c 'print(6 * 7)'"));
        Assert.Equal(["bin", "lib"], Names("home/.local").Intersect(["bin", "lib"]));
        Assert.Equal(["capsule"], Names("home/.local/lib"));
    }

    [Fact]
    public async Task An_archive_that_is_not_the_one_that_was_released_is_not_unpacked()
    {
        Release.Require();
        var copy = Directory.CreateDirectory(Path.Combine(machine.Path, "served")).FullName;
        File.Copy(release.Archive, Path.Combine(copy, Path.GetFileName(release.Archive)));
        File.Copy(Path.Combine(release.Folder, "SHA256SUMS"), Path.Combine(copy, "SHA256SUMS"));
        await File.AppendAllTextAsync(Path.Combine(copy, Path.GetFileName(release.Archive)), "x", TestContext.Current.CancellationToken);
        using var server = Serve(copy, out var address);

        var result = await InstallAsync(address);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nothing was installed", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(machine.Home, ".local")));
    }

    [Fact]
    public async Task A_server_that_has_no_such_file_is_named()
    {
        Release.Require();
        using var server = Serve(Directory.CreateDirectory(Path.Combine(machine.Path, "empty")).FullName, out var address);

        var result = await InstallAsync(address);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"error: {address}/{Path.GetFileName(release.Archive)} cannot be downloaded", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checksums_are_of_all_that_was_made() => Assert.DoesNotContain(
        "FAILED", await machine.ShellAsync($"cd '{ReleaseFolder()}' && sha256sum --strict -c SHA256SUMS && ls | wc -l"), StringComparison.Ordinal);

    private string ReleaseFolder()
    {
        Release.Require();
        return release.Folder;
    }

    private Task<(int ExitCode, string Output, string Error)> InstallAsync(string address) =>
        machine.TryShellAsync($"sh '{Path.Combine(release.Folder, "install.sh")}'", ("CAPSULE_BASE_URL", address));

    private string[] Names(string folder) =>
        [.. Directory.GetFileSystemEntries(Path.Combine(machine.Path, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Serves the files of a folder until it is disposed of.</summary>
    private static HttpListener Serve(string folder, out string address)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        var server = new HttpListener { Prefixes = { address + "/" } };
        server.Start();
        _ = AnswerAsync(server, folder);
        return server;
    }

    private static async Task AnswerAsync(HttpListener server, string folder)
    {
        while (server.IsListening)
        {
            try
            {
                var context = await server.GetContextAsync();
                var path = Path.Combine(folder, Path.GetFileName(context.Request.Url!.LocalPath));
                using var response = context.Response;
                response.StatusCode = File.Exists(path) ? 200 : 404;
                if (response.StatusCode == 200)
                {
                    await using var file = File.OpenRead(path);
                    await file.CopyToAsync(response.OutputStream);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
