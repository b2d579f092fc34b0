using Capsule.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Capsule.Extensions.Hosting.Tests;

public sealed class HostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CapsuleWarmUp.AtStart)]
    [InlineData(CapsuleWarmUp.InBackground)]
    [InlineData(CapsuleWarmUp.OnFirstUse)]
    public async Task A_service_gets_the_runtime_of_its_host(CapsuleWarmUp warmUp)
    {
        using var host = Hosts.Create(options => options.WarmUp = warmUp);
        await host.StartAsync(Cancellation);
        var both = await Task.WhenAll(host.Capsule().GetAsync(Cancellation), host.Capsule().GetAsync(Cancellation));
        Assert.Same(both[0], both[1]);
        var done = await both[0].ExecuteAsync("6 * 7", cancellationToken: Cancellation);
        Assert.Equal(42, done.Envelope.Result.GetInt32());
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_runtime_that_is_made_at_the_start_is_there_afterwards()
    {
        using var host = Hosts.Create(options => options.WarmUp = CapsuleWarmUp.AtStart);
        await host.StartAsync(Cancellation);
        Assert.True(host.Capsule().GetAsync(Cancellation).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task The_end_of_one_callers_wait_is_not_that_of_the_others()
    {
        using var host = Hosts.Create();
        using var impatient = new CancellationTokenSource();
        var first = host.Capsule().GetAsync(impatient.Token);
        var second = host.Capsule().GetAsync(Cancellation);
        await impatient.CancelAsync();
        await second;
        await Task.WhenAny(first);
        Assert.True(first.IsCanceled || first.IsCompletedSuccessfully);
        Assert.Equal(42, (await (await second).ExecuteAsync("42", cancellationToken: Cancellation)).Envelope.Result.GetInt32());
    }

    [Fact]
    public async Task Tools_come_from_services()
    {
        using var host = Hosts.Create(build: capsule =>
        {
            capsule.Services.AddSingleton(new Customers("Ada"));
            capsule.Configure((services, options) => options with
            {
                Tools = new() { { "first_customer", () => services.GetRequiredService<Customers>().First } },
            });
        });
        var runtime = await host.Capsule().GetAsync(Cancellation);
        var done = await runtime.ExecuteAsync("from capsule import tools\ntools.first_customer()", cancellationToken: Cancellation);
        Assert.Equal("Ada", done.Envelope.Result.GetString());
    }

    [Fact]
    public async Task Caps_of_the_options_hold()
    {
        using var host = Hosts.Create(options => options.MaxCompute = "5000000");
        var runtime = await host.Capsule().GetAsync(Cancellation);
        var done = await runtime.ExecuteAsync("while True: pass", cancellationToken: Cancellation);
        Assert.Equal(ErrorType.FuelExhausted, done.Envelope.Error?.Type);
    }

    [Fact]
    public async Task A_host_that_stops_waits_for_runs()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        using var host = Hosts.Create(build: capsule => capsule.Configure(options => options with { Tools = new() { { "wait", Wait } } }));
        await host.StartAsync(Cancellation);
        var runtime = await host.Capsule().GetAsync(Cancellation);
        var run = runtime.ExecuteAsync("from capsule import tools\ntools.wait()", cancellationToken: Cancellation);
        await asked.Task.WaitAsync(Cancellation);
        var stop = host.StopAsync(Cancellation);
        var late = await Assert.ThrowsAsync<ObjectDisposedException>(() => WhenStoppedAsync(host));
        Assert.Contains("stopped", late.Message, StringComparison.Ordinal);
        Assert.False(stop.IsCompleted);
        answer.SetResult(7);
        Assert.Equal(7, (await run).Envelope.Result.GetInt32());
        await stop;

        Task<int> Wait()
        {
            asked.SetResult();
            return answer.Task;
        }
    }

    [Fact]
    public async Task A_host_whose_time_to_stop_is_over_cancels_runs()
    {
        using var host = Hosts.Create();
        await host.StartAsync(Cancellation);
        var runtime = await host.Capsule().GetAsync(Cancellation);
        var run = runtime.RunAsync(
            ProgramReference.Source("def main():\n    while True: pass"), new TaskCall(), cancellationToken: Cancellation);
        await host.StopAsync(new CancellationToken(canceled: true));
        Assert.Equal(ErrorType.Cancelled, (await run).Error?.Type);
    }

    [Fact]
    public async Task A_container_without_a_host_cancels_runs_when_it_is_disposed()
    {
        var services = new ServiceCollection();
        services.AddCapsule(options => options.CacheDirectory = Checkout.Cache);
        Task<CodeResult> run;
        using (var provider = services.BuildServiceProvider())
        {
            var runtime = await provider.GetRequiredService<ICapsuleRuntimeProvider>().GetAsync(Cancellation);
            run = runtime.ExecuteAsync("while True: pass", cancellationToken: Cancellation);
        }

        Assert.Equal(ErrorType.Cancelled, (await run).Envelope.Error?.Type);
    }

    [Fact]
    public async Task A_runtime_that_could_not_be_made_is_made_when_it_can()
    {
        using var folder = new TemporaryFolder();
        var cache = folder.Write("cache", "in the way");
        var log = new Log();
        using var host = Hosts.Create(options => options.CacheDirectory = cache, log: log);
        var failure = await Assert.ThrowsAsync<CapsuleException>(() => host.Capsule().GetAsync(Cancellation));
        Assert.Contains(cache, failure.Message, StringComparison.Ordinal);
        Assert.Contains(log.Texts, text => text.StartsWith("Error: Capsule cannot run tasks", StringComparison.Ordinal));
        File.Delete(cache);
        Directory.CreateSymbolicLink(cache, Checkout.Cache);
        await host.Capsule().GetAsync(Cancellation);
    }

    private static async Task WhenStoppedAsync(IHost host)
    {
        while (true)
        {
            await host.Capsule().GetAsync(Cancellation);
            await Task.Delay(10, Cancellation);
        }
    }

    private sealed record Customers(string First);
}
