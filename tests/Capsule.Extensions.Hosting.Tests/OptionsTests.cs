using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Capsule.Extensions.Hosting.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "CacheDirectory", "cache", "CacheDirectory is \"cache\", which is not valid; use an absolute path" },
        { "StateDirectory", "", "StateDirectory is \"\", which is not valid; use an absolute path" },
        { "GuestDirectory", "/nowhere", "GuestDirectory: the Python guest is incomplete: /nowhere/python has no python.wasm" },
        { "WarmUp", "7", "WarmUp is 7, which is not valid; use InBackground, AtStart, OnFirstUse" },
        { "WarmUp", "soon", "Capsule:WarmUp" },
        { "MaxCompute", "SOME", "MaxCompute is \"SOME\", which is not valid; use \"LOW\", \"MEDIUM\", \"HIGH\" or a number of units from 1, such as 500000000" },
        { "MaxRam", "lots", "MaxRam is \"lots\", which is not valid; use a size such as \"64MB\"" },
        { "MaxTimeout", "-1s", "MaxTimeout is \"-1s\", which is not valid; use a time such as \"500ms\"" },
        { "MaxRetries", "-1", "MaxRetries is -1, which is not valid; use a whole number, 0 or more" },
        { "MaxRom", "1MB", "MaxRom" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_host_with_a_wrong_option_does_not_start(string option, string value, string message)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create($"Capsule:{option}", (string?)value)]);
        builder.Services.AddCapsule(builder.Configuration.GetSection("Capsule"));
        using var host = builder.Build();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var services = new ServiceCollection();
        services.AddCapsule(options => (options.MaxRam, options.MaxRetries) = ("x", -2));
        using var provider = services.BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IOptions<CapsuleHostingOptions>>().Value);
        Assert.Equal(2, failure.Failures.Count());
    }

    [Fact]
    public void Every_option_is_bound()
    {
        var values = new Dictionary<string, string?>
        {
            ["CacheDirectory"] = "/c",
            ["KeyDirectory"] = "/k",
            ["StateDirectory"] = "/s",
            ["GuestDirectory"] = Path.Combine(AppContext.BaseDirectory, "guest"),
            ["WarmUp"] = "OnFirstUse",
            ["MaxCompute"] = "HIGH",
            ["MaxRam"] = "256MB",
            ["MaxTimeout"] = "30s",
            ["MaxOutput"] = "1MiB",
            ["MaxRetries"] = "2",
        };
        var services = new ServiceCollection();
        services.AddCapsule(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<CapsuleHostingOptions>>().Value;
        Assert.Equal(
            values,
            typeof(CapsuleHostingOptions).GetProperties().ToDictionary(property => property.Name, property => property.GetValue(options)?.ToString()));
    }
}
