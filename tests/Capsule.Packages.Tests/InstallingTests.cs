using System.Security.Cryptography;
using Capsule.Packages.Tests.Support;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Images;
using Capsule.Runtime.Locking;
using Capsule.Runtime.Programs;

namespace Capsule.Packages.Tests;

/// <summary>The real pip, in a sandbox, and a real index on loopback.</summary>
public sealed class InstallingTests(RuntimeFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requirements_are_resolved_for_the_sandbox_and_installed()
    {
        await using var index = (await LoopbackIndex.StartAsync())
            .Add("alpha", "1.0", "x = 1")
            .Add("alpha", "2.0", "x = 2", "beta>=1", "elsewhere; sys_platform == 'linux'", "gamma; extra == 'more'", "delta; sys_platform == 'emscripten'")
            .Add("beta", "1.5", "b = 'bee'").Add("gamma", "0.1", "").Add("delta", "3", "");
        var installer = Installer(index);

        var packages = (await ResolveAsync(installer, "alpha")).OrThrow();
        var folder = (await installer.InstallAsync(packages, Token)).OrThrow();

        Assert.Equal([("alpha", "2.0"), ("beta", "1.5"), ("delta", "3")], packages.Packages.Select(package => (package.Name, package.Version)));
        Assert.Equal(["beta", "delta"], packages.Packages[0].Dependencies);
        Assert.Equal("x = 2", File.ReadAllText(Path.Combine(folder, "alpha.py")));
        Assert.Equal(folder, (await installer.InstallAsync(packages, Token)).OrThrow());
    }

    [Fact]
    public async Task Locked_versions_are_kept_where_they_still_will_do()
    {
        await using var index = (await LoopbackIndex.StartAsync())
            .Add("alpha", "1.0", "").Add("alpha", "2.0", "").Add("beta", "1.0", "").Add("gamma", "1.0", "", "alpha>=2");
        var installer = Installer(index);
        var old = (await ResolveAsync(installer, "alpha<2")).OrThrow().Packages;

        Assert.Equal("1.0", (await ResolveAsync(installer, ["alpha", "beta"], old)).OrThrow().Find("alpha")?.Version);
        Assert.Equal("2.0", (await ResolveAsync(installer, ["alpha", "gamma"], old)).OrThrow().Find("alpha")?.Version);
    }

    [Fact]
    public async Task A_conflict_says_who_wants_what()
    {
        await using var index = (await LoopbackIndex.StartAsync())
            .Add("alpha", "1.0", "", "gamma<2").Add("beta", "1.0", "", "gamma>=2").Add("gamma", "1.0", "").Add("gamma", "2.0", "");

        var failure = (await ResolveAsync(Installer(index), "alpha", "beta")).Failure;

        Assert.Equal(ErrorType.BuildError, failure?.Type);
        Assert.Contains("alpha 1.0 depends on gamma<2", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("beta 1.0 depends on gamma>=2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_wheel_for_the_sandbox_is_told_apart_from_a_version_that_is_not_there()
    {
        await using var index = (await LoopbackIndex.StartAsync()).Add("alpha", "1.0", "")
            .Add("compiled-1.0-cp314-cp314-manylinux_2_28_x86_64.whl", Wheel.Of("compiled", "1.0", ""));

        Assert.Contains("pyemscripten_2026_0_wasm32", (await ResolveAsync(Installer(index), "compiled")).Failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Contains("has no 'missing'", (await ResolveAsync(Installer(index), "missing")).Failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Contains("has 1.0", (await ResolveAsync(Installer(index), "alpha>5")).Failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawn_versions_are_not_chosen()
    {
        await using var index = (await LoopbackIndex.StartAsync()).Add("alpha", "1.0", "").Add("alpha", "1.1", "");
        index.Yanked.Add(Wheel.NameOf("alpha", "1.1"));

        Assert.Equal("1.0", (await ResolveAsync(Installer(index), "alpha")).OrThrow().Find("alpha")?.Version);
    }

    [Fact]
    public async Task Several_indexes_are_looked_in()
    {
        await using var first = (await LoopbackIndex.StartAsync()).Add("alpha", "1.0", "", "beta");
        await using var second = (await LoopbackIndex.StartAsync()).Add("beta", "1.0", "b = 1");
        var installer = Installer([first.Url, second.Url]);

        var packages = (await ResolveAsync(installer, "alpha")).OrThrow();

        Assert.Equal(second.Origin.Authority, packages.Find("beta")?.Url.Authority);
        Assert.True(File.Exists(Path.Combine((await installer.InstallAsync(packages, Token)).OrThrow(), "beta.py")));
    }

    [Fact]
    public async Task An_index_cannot_send_a_request_elsewhere()
    {
        await using var victim = (await LoopbackIndex.StartAsync()).Add("alpha", "1.0", "");
        await using var index = (await LoopbackIndex.StartAsync()).Add("alpha", "1.0", "");
        index.FilesAt = new Uri(victim.Origin, "/files/").AbsoluteUri;

        var failure = (await ResolveAsync(Installer(index), "alpha")).Failure;

        Assert.Contains($"hosts = [\"{victim.Origin.Authority}\"]", failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Empty(victim.Requests);
    }

    [Fact]
    public async Task A_lock_cannot_send_a_request_to_a_private_address()
    {
        await using var victim = (await LoopbackIndex.StartAsync()).Add("alpha", "1.0", "");
        PackageLock packages = new(
            ["alpha"], "3.14",
            [new LockedPackage("alpha", "1.0", new Uri(victim.Origin, "/files/alpha-1.0-py3-none-any.whl"), new string('b', 64), [])]);

        var failure = (await Installer([]).InstallAsync(packages, Token)).Failure;

        Assert.Contains("may not reach", failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Empty(victim.Requests);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("truncated")]
    public async Task A_file_with_another_hash_is_never_opened(string how)
    {
        await using var index = (await LoopbackIndex.StartAsync()).Add($"forged{how}", "1.0", "x = 1");
        var installer = Installer(index);
        var packages = (await ResolveAsync(installer, $"forged{how}")).OrThrow();
        index.Forge = (_, content) => how == "truncated" ? content[..^10] : [.. content[..^1], (byte)(content[^1] + 1)];

        var failure = (await installer.InstallAsync(packages, Token)).Failure;

        Assert.Contains("is not the file that was locked", failure?.Message ?? "", StringComparison.Ordinal);
        Assert.False(Directory.Exists(PackageCache.SetPath(fixture.Runtime.CachePath, packages.Packages)));
        index.Forge = null;
        _ = (await installer.InstallAsync(packages, Token)).OrThrow();
    }

    [Fact]
    public async Task A_hostile_archive_with_the_right_hash_leaves_nothing_behind()
    {
        var archive = Wheel.Zip(("../../../escaped.py", [1]), ("hostile-1.0.dist-info/METADATA", "Name: hostile\nVersion: 1.0\nMetadata-Version: 2.1\n"u8.ToArray()), ("hostile-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n"u8.ToArray()), ("hostile-1.0.dist-info/RECORD", []));
        await using var index = (await LoopbackIndex.StartAsync()).Add(Wheel.NameOf("hostile", "1.0"), archive);
        var installer = Installer(index);
        PackageLock packages = new(
            ["hostile"], "3.14",
            [new LockedPackage("hostile", "1.0", new Uri(index.Origin, "/files/hostile-1.0-py3-none-any.whl"), Convert.ToHexStringLower(SHA256.HashData(archive)), [])]);

        var failure = (await installer.InstallAsync(packages, Token)).Failure;

        Assert.Contains("is not allowed", failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(fixture.Runtime.CachePath, PackageCache.FolderName), "escaped.py", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(PackageCache.SetPath(fixture.Runtime.CachePath, packages.Packages)));
    }

    [Fact]
    public async Task A_login_goes_to_its_index_alone_and_into_no_file()
    {
        await using var other = (await LoopbackIndex.StartAsync()).Add("beta", "1.0", "");
        await using var index = (await LoopbackIndex.StartAsync()).Add("secured", "1.0", "", "beta");
        index.Login = "me:s3cr3t-pass";
        var installer = Installer([$"http://me:s3cr3t-pass@{index.Origin.Authority}/simple/", other.Url]);

        var packages = (await ResolveAsync(installer, "secured")).OrThrow();
        _ = (await installer.InstallAsync(packages, Token)).OrThrow();

        Assert.DoesNotContain("s3cr3t", LockFile.Format(packages), StringComparison.Ordinal);
        Assert.Equal([""], other.Authorizations.Distinct());
        var wrong = Installer([$"http://me:s3cr3t-wrong@{index.Origin.Authority}/simple/"]);
        var failure = (await ResolveAsync(wrong, "secured")).Failure;
        Assert.NotNull(failure);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_uses_what_is_there_and_asks_nobody()
    {
        await using var index = (await LoopbackIndex.StartAsync()).Add("offline", "1.0", "x = 1");
        var packages = (await ResolveAsync(Installer(index), "offline")).OrThrow();
        var asked = index.Requests.Count;
        var offline = Installer([index.Url], isOffline: true);

        Assert.Contains("--offline", (await offline.InstallAsync(packages, Token)).Failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Contains("--offline", (await ResolveAsync(offline, "offline")).Failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(asked, index.Requests.Count);
        _ = (await Installer(index).InstallAsync(packages, Token)).OrThrow();
        _ = (await offline.InstallAsync(packages, Token)).OrThrow();
    }

    [Fact]
    public async Task A_damaged_copy_is_noticed_removed_and_fetched_again()
    {
        await using var index = (await LoopbackIndex.StartAsync()).Add("damaged", "1.0", "x = 1");
        var installer = Installer(index);
        var packages = (await ResolveAsync(installer, "damaged")).OrThrow();
        var place = (await installer.InstallAsync(packages, Token)).OrThrow();
        Directory.Delete(place, recursive: true);
        var copy = Path.Combine(fixture.Runtime.CachePath, PackageCache.FolderName, PackageCache.Wheels, packages.Packages[0].Sha256 + ".whl");
        await File.WriteAllBytesAsync(copy, [1, 2, 3], Token);

        Assert.Contains("damaged", (await installer.InstallAsync(packages, Token)).Failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(place, (await installer.InstallAsync(packages, Token)).OrThrow());
    }

    [Fact]
    public async Task A_hundred_packages_are_installed_by_several_at_once()
    {
        await using var index = await LoopbackIndex.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            index.Add($"many{i}", "1.0", $"x = {i}", i < 99 ? [$"many{i + 1}"] : []);
        }

        var packages = (await ResolveAsync(Installer(index), "many0")).OrThrow();
        var places = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Installer(index).InstallAsync(packages, Token)));

        Assert.Equal(100, packages.Packages.Count);
        var place = Assert.Single(places.Select(found => found.OrThrow()).Distinct());
        Assert.Equal(100, Directory.GetFiles(place, "many*.py").Length);
    }

    [Fact]
    public async Task The_cache_shows_packages_and_they_come_back_after_it_is_cleared()
    {
        using var cache = new TemporaryFolder();
        await using var index = (await LoopbackIndex.StartAsync()).Add("cached", "1.0", "x = 1");
        var directory = new CacheDirectory(cache.Path);
        var store = new Store.PackageStore(cache.Path);
        store.Ensure();
        var wheel = cache.Write("outside.whl", "");
        await File.WriteAllBytesAsync(wheel, Wheel.Of("cached", "1.0", "x = 1"), Token);
        LockedPackage[] packages = [new("cached", "1.0", new Uri(index.Origin, "/files/cached-1.0-py3-none-any.whl"), store.Add(wheel, null), [])];
        File.Delete(wheel);
        var folder = store.Unpack(packages, Token).OrThrow();

        Assert.Equal(
            [CacheEntryKind.Wheel, CacheEntryKind.Packages], CacheEntry.List(directory).Select(entry => entry.Kind).Order());
        Assert.Empty(CacheCleaner.Prune(directory, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1)));
        Assert.Equal(2, CacheCleaner.Clear(directory).Count);
        Assert.False(Directory.Exists(folder) || store.HasWheel(packages[0].Sha256) || store.HasSet(packages));
    }

    [Fact]
    public async Task A_script_that_wants_another_python_is_told()
    {
        await using var index = (await LoopbackIndex.StartAsync()).Add("alpha", "1.0", "");
        var requirements = Requirement.ParseAll(["alpha"]).OrThrow();

        var failure = (await Installer(index).ResolveAsync(requirements, [], "<3.10", Token)).Failure;

        Assert.Contains("wants Python <3.10", failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_does_not_answer_is_named()
    {
        var failure = (await ResolveAsync(Installer(["http://127.0.0.1:9/simple/"]), "alpha")).Failure;

        Assert.Contains("http://127.0.0.1:9/simple/ cannot be reached", failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wheel_with_compiled_code_for_the_sandbox_is_chosen_and_unpacked()
    {
        const string tag = "cp314-cp314-pyemscripten_2026_0_wasm32";
        var library = Runtime.Tests.Libraries.WasmCompiler.Build("counter.c");
        var wheel = Wheel.Of("counter", "1.0", tag, [], (Runtime.Tests.Libraries.WasmCompiler.FileOf("counter"), library));
        await using var index = (await LoopbackIndex.StartAsync()).Add(Wheel.NameOf("counter", "1.0", tag), wheel);
        var installer = Installer(index);

        var packages = (await ResolveAsync(installer, "counter")).OrThrow();
        var folder = (await installer.InstallAsync(packages, Token)).OrThrow();

        Assert.Equal(library, File.ReadAllBytes(Path.Combine(folder, Runtime.Tests.Libraries.WasmCompiler.FileOf("counter"))));
    }

    [Fact]
    public async Task The_same_question_has_the_same_answer_without_asking_again()
    {
        await using var index = (await LoopbackIndex.StartAsync()).Add("answered", "1.0", "");
        var requirements = Requirement.ParseAll(["answered"]).OrThrow();
        var first = (await Installer(index).AnswerAsync(requirements, null, Token)).OrThrow();
        var asked = index.Requests.Count;
        index.Add("answered", "2.0", "");

        var second = (await Installer(index).AnswerAsync(requirements, null, Token)).OrThrow();

        Assert.Equal(LockFile.Format(first), LockFile.Format(second));
        Assert.Equal(asked, index.Requests.Count);
    }

    private PackageInstaller Installer(LoopbackIndex index) => Installer([index.Url]);

    private PackageInstaller Installer(string[] urls, bool isOffline = false)
    {
        var settings = new PackageSettings { Indexes = [.. urls.Select(url => new PackageSource(url, []))] };
        var options = PackageOptions.Create([], settings, _ => null).OrThrow();
        return new PackageInstaller(fixture.Runtime, options with { PipWheel = DebianPip.Wheel, IsOffline = isOffline });
    }

    private static Task<Outcome<PackageLock>> ResolveAsync(PackageInstaller installer, params string[] requirements) =>
        ResolveAsync(installer, requirements, []);

    private static Task<Outcome<PackageLock>> ResolveAsync(PackageInstaller installer, string[] requirements, IReadOnlyList<LockedPackage> kept) =>
        installer.ResolveAsync(Requirement.ParseAll(requirements).OrThrow(), kept, null, Token);
}
