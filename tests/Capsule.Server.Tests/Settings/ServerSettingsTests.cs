using Capsule.Server.Settings;

namespace Capsule.Server.Tests.Settings;

/// <summary>What the server is set to, and what is said of what makes no sense.</summary>
public sealed class ServerSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_flag_comes_before_a_variable_and_a_variable_before_the_file()
    {
        var file = folder.Write("here.toml", "[limits]\nmax_concurrent = 1\nmax_connections = 1\nslot_wait = \"1s\"\n");
        var options = Read(file, [("CAPSULE_SERVER_MAX_CONCURRENT", "2"), ("CAPSULE_SERVER_MAX_CONNECTIONS", "2")], "--max-concurrent", "3").OrThrow();
        Assert.Equal((3, 2, TimeSpan.FromSeconds(1)), (options.MaxConcurrent, options.MaxConnections, options.SlotPatience));
    }

    [Fact]
    public void Every_setting_is_a_key_a_variable_and_a_flag()
    {
        var certificate = folder.Write("tls/own.pem", "");
        var file = folder.Write("all.toml", """
            [server]
            listen = "https://127.0.0.1:1"
            data = "data"
            insecure = true
            tls_certificate = "tls/own.pem"
            tls_key = "tls/own.key"
            log_format = "json"
            [limits]
            max_concurrent = 2
            slot_wait = "2s"
            max_connections = 2
            max_body = "2KB"
            max_bodies = "2MB"
            max_compute = "LOW"
            max_ram = "2MB"
            max_timeout = "2s"
            max_output = "2KB"
            max_retries = 2
            """);
        (string Name, string Value)[] values =
        [
            ("listen", "https://127.0.0.1:1"), ("data", Path.Combine(folder.Path, "data")), ("insecure", "true"), ("tls_certificate", certificate),
            ("tls_key", Path.Combine(folder.Path, "tls", "own.key")), ("log_format", "json"), ("max_concurrent", "2"), ("slot_wait", "2s"), ("max_connections", "2"),
            ("max_body", "2000"), ("max_bodies", "2MB"), ("max_compute", "low"), ("max_ram", "2000000"), ("max_timeout", "2"), ("max_output", "2KB"), ("max_retries", "2"),
        ];
        Assert.Equal(ServerSetting.All.Select(setting => setting.Name), values.Select(value => value.Name));

        var fromFile = Read(file, []).OrThrow();
        var fromVariables = Read(null, [.. values.Select(value => ("CAPSULE_SERVER_" + value.Name.ToUpperInvariant(), value.Value))]).OrThrow();
        var fromFlags = Read(null, [], [.. values.SelectMany(value => value.Name == "insecure"
            ? new[] { "--insecure" }
            : ["--" + value.Name.Replace('_', '-'), value.Value])]).OrThrow();

        Assert.Equal(("json", 2, 2000, 2_000_000L), (fromFile.HasJsonLog ? "json" : "text", fromFile.MaxConcurrent, fromFile.MaxBodyBytes, fromFile.BodyBytesAtOnce));
        Assert.Equal(new TaskLimits { Compute = Compute.Low, Ram = new(2_000_000), Timeout = TimeSpan.FromSeconds(2), MaxOutput = new(2000), MaxRetries = 2 }, fromFile.Caps.Limits);
        Assert.Equal(Shown(fromFile), Shown(fromVariables));
        Assert.Equal(Shown(fromFile), Shown(fromFlags));
    }

    [Fact]
    public void The_file_in_the_folder_of_the_data_is_read_and_none_of_the_current_folder()
    {
        folder.Write("capsule-server.toml", "[limits]\nmax_concurrent = 7\n");
        Assert.Equal(7, Read(null, [], "--data", folder.Path).OrThrow().MaxConcurrent);
        Assert.Equal(64, Read(null, [], "--data", Path.Combine(folder.Path, "other")).OrThrow().MaxConcurrent);

        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        Assert.Contains("other users can write", Read(null, [], "--data", folder.Path).Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[server]\nlisten = 1", "here.toml: server.listen=1 is not valid; use http://ADDRESS:PORT")]
    [InlineData("[server]\nlisten = \"http://0.0.0.0:1\"", "here.toml: server.listen is reached from other machines")]
    [InlineData("[server]\nlisten = \"https://127.0.0.1:1\"", "here.toml: server.listen needs a certificate")]
    [InlineData("[server]\ntls_certificate = \"a.pem\"", "here.toml: server.tls_certificate is of no use with http://127.0.0.1:8484")]
    [InlineData("[server]\ntls_key = \"a.pem\"", "here.toml: server.tls_key needs a certificate")]
    [InlineData("[server]\nlisten = \"http://localhost:0\"", "here.toml: server.listen has no address for port 0")]
    [InlineData("[server]\nlog_format = \"xml\"", "server.log_format=\"xml\" is not valid; use \"text\" or \"json\"")]
    [InlineData("[limits]\nmax_concurent = 1", "there is no key 'max_concurent' in [limits]; did you mean 'max_concurrent'?")]
    [InlineData("[limit]\nmax_concurrent = 1", "there is no section [limit]; did you mean 'limits'?")]
    [InlineData("[limits]\nmax_concurrent = 1\nmax_concurrent = 2", "is no valid TOML: line 3")]
    [InlineData("[limits]\nmax_body = \"1GB\"", "here.toml: limits.max_body is 1000000000 bytes, more than the 33554432 of max_bodies")]
    public void What_makes_no_sense_in_a_file_is_told_with_its_place(string text, string expected) =>
        Assert.Contains(expected, Read(folder.Write("here.toml", text), []).Failure?.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("CAPSULE_SERVER_MAX_CONCURRENT", "many", "CAPSULE_SERVER_MAX_CONCURRENT=many is not valid; use a whole number from 1 to 10000")]
    [InlineData("CAPSULE_SERVER_MAX_CONCURENT", "1", "CAPSULE_SERVER_MAX_CONCURENT sets nothing; did you mean 'CAPSULE_SERVER_MAX_CONCURRENT'?")]
    [InlineData("CAPSULE_SERVER_INSECURE", "yes", "CAPSULE_SERVER_INSECURE=yes is not valid; use true or false")]
    public void What_makes_no_sense_in_a_variable_is_told(string variable, string value, string expected) =>
        Assert.Contains(expected, Read(null, [(variable, value)]).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public void Variables_that_Kubernetes_sets_for_a_service_are_left_alone() => Assert.Null(Read(
        null,
        [
            ("CAPSULE_SERVER", "/opt/capsule-server"), ("CAPSULE_SERVER_SERVICE_HOST", "10.0.0.1"), ("CAPSULE_SERVER_SERVICE_PORT", "80"),
            ("CAPSULE_SERVER_PORT", "tcp://10.0.0.1:80"), ("CAPSULE_SERVER_PORT_80_TCP", "tcp://10.0.0.1:80"), ("CAPSULE_SERVER_PORT_80_TCP_PROTO", "tcp"),
            ("CAPSULE_SERVER_PORT_80_TCP_PORT", "80"), ("CAPSULE_SERVER_PORT_80_TCP_ADDR", "10.0.0.1"),
        ]).Failure);

    [Fact]
    public void A_file_that_is_not_there_is_told() =>
        Assert.Contains("cannot be read", Read(Path.Combine(folder.Path, "none.toml"), []).Failure?.Message, StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private static Outcome<ServerOptions> Read(string? config, (string Name, string Value)[] variables, params string[] flags)
    {
        var command = new ServerFlags();
        string[] all = config is null ? flags : ["--config", config, .. flags];
        return command.Read(command.Command.Parse(all), variables.ToDictionary(variable => variable.Name, variable => variable.Value));
    }

    private static string Shown(ServerOptions options) => $"{options with { Caps = PolicyCaps.None, Runtime = null! }} {options.Caps.Limits}";
}
