using System.Text.Json.Nodes;
using Capsule.Runtime.Images;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Images;

/// <summary>Two versions of Capsule, or two users, have one cache.</summary>
public sealed class SharedCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_versions_do_not_take_turns_in_preparing_and_do_not_take_over_sessions()
    {
        var older = OtherVersion();
        string id;
        await using (var runtime = await CreateAsync(older, new Steps()))
        {
            var session = await runtime.SessionAsync();
            await session.ReprAsync("x = 41");
            id = session.Id;
            (await session.TrySuspendAsync(TestContext.Current.CancellationToken)).Get();
        }

        var steps = new Steps();
        await using (var runtime = await CreateAsync(null, steps))
        {
            Assert.Contains("another image", runtime.TryResumeSession(id, SessionOptions.Default).Failure!.Message, StringComparison.Ordinal);
        }

        await using (var runtime = await CreateAsync(older, steps))
        {
            await using var resumed = runtime.TryResumeSession(id, SessionOptions.Default).Get();
            Assert.Equal("42", await resumed.ReprAsync("x + 1"));
        }

        Assert.Empty(steps.Seen);
    }

    [Fact]
    public async Task A_session_of_another_user_is_refused()
    {
        byte[] saved;
        await using (var runtime = await CreateAsync(null, new Steps()))
        {
            await using var session = await runtime.SessionAsync();
            saved = (await session.TrySaveAsync(TestContext.Current.CancellationToken)).Get();
        }

        var key = CacheKey.Open(new CacheDirectory(Path.Combine(folder.Path, "keys of another user")));
        key.Authenticate("session", saved.AsSpan(..^32)).CopyTo(saved, saved.Length - 32);
        await using var other = await CreateAsync(null, new Steps());

        Assert.Contains("not saved by this user", other.TryLoadSession(saved, SessionOptions.Default).Failure!.Message, StringComparison.Ordinal);
    }

    /// <summary>An installation whose image has another id; its code is the same, so that nothing has to be compiled.</summary>
    private string OtherVersion()
    {
        var directory = Directory.CreateDirectory(Path.Combine(folder.Path, "guest", "python")).FullName;
        foreach (var file in Directory.GetFiles(GuestLocation.FolderOf(GuestLanguage.Python.Format)))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }

        var path = Path.Combine(directory, "python.json");
        var info = JsonNode.Parse(File.ReadAllText(path))!;
        info["id"] = string.Concat(info["id"]!.GetValue<string>().Reverse()); // the cache outlives the guest of one build
        File.WriteAllText(path, info.ToJsonString());
        return Path.GetDirectoryName(directory)!;
    }

    private async Task<CapsuleRuntime> CreateAsync(string? guest, IPreparationObserver observer) => (await CapsuleRuntime.TryCreateAsync(
        new CapsuleOptions
        {
            CacheDirectory = Checkout.Cache,
            StateDirectory = Path.Combine(folder.Path, "state"),
            GuestDirectory = guest,
            PreparationObserver = observer,
        },
        TestContext.Current.CancellationToken)).Get();

    private sealed class Steps : IPreparationObserver
    {
        internal List<PreparationStep> Seen { get; } = [];

        public void OnStep(PreparationStep step) => Seen.Add(step);

        public void OnDone()
        {
        }
    }
}
