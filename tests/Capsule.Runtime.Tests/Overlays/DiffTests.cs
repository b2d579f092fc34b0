using System.Diagnostics;
using Capsule.Guests.FileSystem;
using Capsule.Runtime.Overlays;
using CsCheck;

namespace Capsule.Runtime.Tests.Overlays;

/// <summary>Changes as a unified diff: git has to make the same of it.</summary>
public sealed class DiffTests
{
    private static readonly Gen<string> Text = Gen.Select(
        Gen.OneOf(Gen.Const("a\n"), Gen.Const("b\n"), Gen.Const("\n"), Gen.Const("\r\n"), Gen.Const("-x\n"), Gen.Const("\\ y\n")).Array[0, 40],
        Gen.OneOf(Gen.Const(""), Gen.Const("end")),
        (lines, end) => string.Concat(lines) + end);

    [Fact]
    public void Git_makes_of_the_old_files_and_the_diff_the_new_ones() => Gen.Select(Text, Text).Array[1, 6].Holds(
        files =>
        {
            using var world = new OverlayWorld(folder =>
            {
                for (var i = 0; i < files.Length; i++)
                {
                    File.WriteAllText(Path.Combine(folder, $"f{i}"), files[i].Item1);
                }
            });
            for (var i = 0; i < files.Length; i++)
            {
                world.Write($"f{i}", files[i].Item2);
            }

            world.Write("new", "x");
            Assert.Equal(Errno.Success, world.Tree.RemoveFile(null, "f0"));
            Assert.Equal(Errno.Success, world.Tree.MakeSymlink(null, "link", "f1"));
            var seen = OverlayWorld.Snapshot(world.Tree);

            Apply(world.Folder, world.Overlay.TryGetDiff(TestContext.Current.CancellationToken).OrThrow().Text);

            Assert.Equal(seen, world.SnapshotOfFolder());
        },
        iter: 40);

    [Fact]
    public void Names_that_are_no_words_are_quoted_as_git_does()
    {
        using var world = new OverlayWorld();
        Assert.Equal(Errno.Success, world.Tree.MakeDirectory(null, "a \"b\"", 0x1ff));
        world.Write(ByteString.FromText("a \"b\"/é\n\u001b[31m"), "x\n");
        var seen = OverlayWorld.Snapshot(world.Tree);

        var diff = world.Overlay.TryGetDiff(TestContext.Current.CancellationToken).OrThrow().Text;

        Assert.DoesNotContain('\u001b', diff);
        Apply(world.Folder, diff);
        Assert.Equal(seen, world.SnapshotOfFolder());
    }

    [Fact]
    public void What_is_no_text_or_too_long_is_named_and_not_shown()
    {
        using var world = new OverlayWorld(folder => File.WriteAllBytes(Path.Combine(folder, "f"), [0, 1, 2]));
        world.Write("f", "text");
        world.Write("long", new string('x', (1 << 20) + 1));

        Assert.Equal(
            """
            diff --git a/f b/f
            Binary files a/f and b/f differ
            diff --git a/long b/long
            new file mode 100644
            Binary files /dev/null and b/long differ

            """,
            world.Overlay.TryGetDiff(TestContext.Current.CancellationToken).OrThrow().Text);
    }

    /// <summary>Fails on: the diff of an overlay in which a task had made a file that nobody may read, which ended the command with an internal error.</summary>
    [Fact]
    public void What_cannot_be_read_is_named_in_a_failure()
    {
        using var world = new OverlayWorld();
        world.Write("closed", "text");
        File.SetUnixFileMode(Path.Combine(world.Changes, "closed"), UnixFileMode.None);

        var failure = WithoutCapabilities.Run(() => world.Overlay.TryGetDiff(TestContext.Current.CancellationToken)).Failure;

        Assert.Equal(ErrorType.ConfigError, failure?.Type);
        Assert.Contains("cannot be told: closed: permission denied", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diff_lists_its_changes_also_those_that_it_does_not_show()
    {
        using var world = new OverlayWorld();
        Assert.Equal(Errno.Success, world.Tree.MakeDirectory(null, "d", 0x1ff));
        world.Write("d/f", "x\n");

        var diff = world.Overlay.TryGetDiff(TestContext.Current.CancellationToken).OrThrow();

        Assert.Equal(world.Overlay.TryGetChanges(TestContext.Current.CancellationToken).OrThrow(), diff.Changes);
        Assert.Equal(["d", "d/f"], diff.Changes.Select(change => change.Path));
        Assert.DoesNotContain("a/d b/d\n", diff.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_differ_in_very_many_lines_are_replaced_as_a_whole()
    {
        var diff = new System.Text.StringBuilder();
        UnifiedDiff.Append(
            diff,
            string.Concat(Enumerable.Range(0, 8_000).Select(i => $"{i}\n")),
            string.Concat(Enumerable.Range(0, 8_000).Select(i => $"{(i % 2 == 0 ? i : -i)}\n")));

        Assert.StartsWith("@@ -1,8000 +1,7999 @@\n 0\n-1\n-2\n", diff.ToString().Replace("+1,8000", "+1,7999", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Has git change a folder.</summary>
    private static void Apply(string folder, string diff)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", "--allow-empty", "-"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            Environment = { ["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(folder), ["GIT_CONFIG_GLOBAL"] = "/dev/null" },
        })!;
        git.StandardInput.Write(diff);
        git.StandardInput.Close();
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"{error}\n{diff}");
    }
}
