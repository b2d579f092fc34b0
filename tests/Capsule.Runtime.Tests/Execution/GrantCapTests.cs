using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Execution;

public sealed class GrantCapTests(RuntimeFixture fixture) : IClassFixture<RuntimeFixture>
{
    private const string Source = """
        from capsule import task

        @task(name="helper", allowed_hosts=["exfiltrate.example.org"], allowed_files=["./private"])
        def helper():
            return 1

        @task(name="main", allowed_hosts=["api.example.org"], env_variables=["HOME"], allowed_files=[{"path": "data/in", "mode": "ro"}])
        def main():
            print("ran")
            return "ran"
        """;

    [Fact]
    public async Task A_program_with_a_task_that_asks_for_more_is_refused_before_any_of_it_is_run()
    {
        var envelope = await RunAsync(new GrantCaps { AllowedHosts = ["*.example.org:443", "api.example.org"], AllowedFiles = [] });

        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        Assert.Contains("task 'helper': allowed_hosts: exfiltrate.example.org", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("task 'helper': allowed_files: ./private (read-write)", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("task 'main': allowed_files: data/in (read-only)", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'main': allowed_hosts", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(0, envelope.Execution.FuelConsumed);
    }

    [Fact]
    public async Task Defaults_that_the_operator_gives_are_capped_too()
    {
        var options = new RunOptions
        {
            Defaults = TaskPolicy.Default with { EnvVariables = ["SECRET_KEY"] },
            Caps = new PolicyCaps { Grants = [new GrantCaps { EnvVariables = ["PATH"] }] },
        };

        var envelope = await fixture.Runtime.RunAsync(
            ProgramSource.FromText("def main(): return 1"), new TaskCall(), options, TestContext.Current.CancellationToken);

        Assert.Contains("env_variables: SECRET_KEY", envelope.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_within_the_caps_is_run()
    {
        var envelope = await RunAsync(
            new GrantCaps { AllowedHosts = ["*"], EnvVariables = ["HOME", "PATH"], AllowedFiles = [new FolderGrant(".", true)], Secrets = [] });

        Assert.False(envelope.Error is { Message: var message } && message.Contains("[limits]", StringComparison.Ordinal));
    }

    private Task<Envelope> RunAsync(GrantCaps caps) => fixture.Runtime.RunAsync(
        ProgramSource.FromText(Source),
        new TaskCall(),
        new RunOptions { Caps = new PolicyCaps { Grants = [caps] } },
        TestContext.Current.CancellationToken);
}
