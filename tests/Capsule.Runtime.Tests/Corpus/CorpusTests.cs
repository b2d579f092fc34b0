using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Capsule.Errors;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Corpus;

/// <summary>Programs of tests/programs, written for any Python: what they answer was seen with CPython on Linux.</summary>
public sealed class CorpusTests(RuntimeFixture fixture)
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "tests", "programs");

    public static TheoryData<string> Programs =>
        [.. Directory.EnumerateFiles(Folder, "*.py").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_many_of_them() => Assert.True(Programs.Count >= 100);

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_does_what_it_does_elsewhere(string name)
    {
        var path = Path.Combine(Folder, name);
        var expected = Expectation.Of(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        var observer = new RecordingObserver();
        var envelope = await RunAsync(path, observer);

        if (expected.Error is { } error)
        {
            AssertFails(error, envelope);
        }
        else
        {
            AssertSucceeds(expected.Result, envelope);
        }

        if (expected.Output is { } output)
        {
            Assert.Equal(JsonSerializer.Deserialize<string>(output), observer.Output);
        }

        if (expected.OutputDigest is { } digest)
        {
            Assert.Equal(digest, DigestOf(observer.Output));
        }
    }

    private async Task<Envelope> RunAsync(string path, RecordingObserver observer)
    {
        var options = new RunOptions { Observer = observer };
        var loaded = await fixture.Runtime.LoadAsync(
            new ProgramRequest(path, new ProjectFile()), options, TestContext.Current.CancellationToken);
        return loaded.TryGet(out var program, out var failure)
            ? await fixture.Runtime.RunAsync(program, new TaskCall(), options, TestContext.Current.CancellationToken)
            : CapsuleRuntime.NotRun(task: null, failure);
    }

    private static void AssertSucceeds(string? result, Envelope envelope)
    {
        Assert.NotNull(result);
        var actual = JsonNode.Parse(envelope.Json());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result), actual), $"expected {result}\nactual   {actual?.ToJsonString()}");
    }

    private static void AssertFails(string error, Envelope envelope)
    {
        var space = error.IndexOf(' ', StringComparison.Ordinal);
        Assert.False(envelope.Success);
        Assert.Equal(error[..space], envelope.Error!.Type.ToName());
        Assert.Matches(error[(space + 1)..], envelope.Error.Message);
    }

    private static string DigestOf(string output)
    {
        var bytes = Encoding.UTF8.GetBytes(output);
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(bytes))} {bytes.Length}");
    }
}
