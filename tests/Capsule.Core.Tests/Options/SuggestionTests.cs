using Capsule.Options;
using Capsule.Policies;
using CsCheck;

namespace Capsule.Core.Tests.Options;

public sealed class SuggestionTests
{
    private static string[] Known { get; } = [.. PolicyOptions.All.Select(option => option.Name)];

    [Theory]
    [InlineData("timout", "timeout")]
    [InlineData("TIMEOUT", "timeout")]
    [InlineData("tiemuot", "timeout")]
    [InlineData("TIEMUOT", "timeout")]
    [InlineData("rma", "ram")]
    [InlineData("memory_ram", null)]
    [InlineData("max_retry", "max_retries")]
    [InlineData("maxretries", "max_retries")]
    [InlineData("allowed_host", "allowed_hosts")]
    [InlineData("allow_files", "allowed_files")]
    [InlineData("env_vars", null)]
    [InlineData("env_variable", "env_variables")]
    [InlineData("", null)]
    [InlineData("gpu_count", null)]
    public void The_nearest_name_is_suggested(string written, string? meant) =>
        Assert.Equal(meant is null ? "" : $"; did you mean '{meant}'?", Suggestion.For(written, Known));

    [Fact]
    public void Of_names_that_are_equally_near_the_first_is_suggested() =>
        Assert.Equal("; did you mean 'cat'?", Suggestion.For("hat", ["cat", "bat"]));

    [Fact]
    public void Without_names_nothing_is_suggested() => Assert.Equal("", Suggestion.For("timeout", []));

    [Fact]
    public void A_name_with_one_slip_is_recognised() =>
        Gen.Select(Gen.OneOf(Known), Gen.Int[0, 12], Gen.Int[0, 2], Gen.Char['a', 'z']).Holds(
            (name, position, slip, letter) =>
            {
                var at = position % name.Length;
                var written = slip switch
                {
                    0 => name.Remove(at, 1),
                    1 => name.Insert(at, letter.ToString()),
                    _ => name.Remove(at, 1).Insert(at, letter.ToString()),
                };
                return Suggestion.For(written, Known) == $"; did you mean '{name}'?";
            },
            iter: 500);

    [Fact]
    public void Any_name_gets_a_known_suggestion_or_none()
    {
        string[] possible = ["", .. Known.Select(name => $"; did you mean '{name}'?")];
        Gen.String.Holds(written => possible.Contains(Suggestion.For(written, Known)), iter: 500);
    }

    [Fact]
    public void A_name_of_megabytes_costs_nothing()
    {
        var written = new string('x', 2_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("", Suggestion.For(written, Known));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }
}
