using Capsule.Runtime.Tests.Files;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Overlays;

/// <summary>Overlays as whoever embeds the runtime uses them.</summary>
public sealed class FolderOverlayTests(RuntimeFixture fixture)
{
    private string State => fixture.Runtime.StatePath;

    [Fact]
    public async Task All_tasks_of_a_run_change_the_same_view_and_the_folder_stays()
    {
        using var project = new Project(fixture.Runtime);
        var folder = Folder(project);
        var overlay = FolderOverlay.Create(folder, State);

        var envelope = await project.RunFileAsync(
            """
            import os
            from capsule import task

            @task
            def other():
                return [open("repo/f").read(), sorted(os.listdir("repo"))]

            @task(name="main")
            def main():
                open("repo/f", "a").write(" and more")
                os.makedirs("repo/new")
                return other()
            """,
            new RunOptions { Mounts = [overlay.Mount("repo")] });

        Assert.Contains("[\"text and more\",[\"f\",\"new\"]]", envelope.Json(), StringComparison.Ordinal);
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(folder, "f"), TestContext.Current.CancellationToken));
        Assert.Equal(["f", "new"], overlay.TryGetChanges(TestContext.Current.CancellationToken).OrThrow().Select(change => change.Path));
        overlay.TryApply(cancellationToken: TestContext.Current.CancellationToken).OrThrow();
        Assert.Equal("text and more", await File.ReadAllTextAsync(Path.Combine(folder, "f"), TestContext.Current.CancellationToken));
        Assert.Null(overlay.TryDiscard());
    }

    [Fact]
    public async Task A_session_holds_its_overlay_until_it_ends()
    {
        using var project = new Project(fixture.Runtime);
        var overlay = FolderOverlay.Create(Folder(project), State);
        var session = await fixture.Runtime.CreateSessionAsync(
            new SessionOptions { Mounts = [overlay.Mount("/srv/repo")] }, cancellationToken: TestContext.Current.CancellationToken);
        await using (session)
        {
            var result = await session.RunAsync(
                "open('/srv/repo/f', 'w').write('x'); open('/srv/repo/f').read()", cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal("'x'", result.Value?.Repr);
            Assert.Contains("is in use by a task or a session", overlay.TryDiscard()?.Message, StringComparison.Ordinal);
        }

        Assert.Null(overlay.TryDiscard());
        Assert.NotNull(FolderOverlay.TryOpen(overlay.Id, State).Failure);
    }

    [Fact]
    public async Task An_overlay_of_another_folder_is_refused()
    {
        using var project = new Project(fixture.Runtime);
        var overlay = FolderOverlay.Create(Folder(project), State);
        var mount = overlay.Mount("repo") with { HostPath = project.Outside };

        var envelope = await project.RunAsync("return 1", options: new RunOptions { Mounts = [mount] });

        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        Assert.Contains("is not the folder that the overlay was created for", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Null(overlay.TryDiscard());
    }

    [Fact]
    public async Task A_mount_that_names_no_overlay_says_how_to_make_one()
    {
        using var project = new Project(fixture.Runtime);
        var envelope = await project.RunAsync(
            "return 1", options: new RunOptions { Mounts = [new FolderMount { HostPath = Folder(project), GuestPath = "repo", IsOverlay = true }] });

        Assert.Contains("create one with 'capsule overlay create", envelope.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_else_can_be_in_an_overlay()
    {
        using var project = new Project(fixture.Runtime);
        var overlay = FolderOverlay.Create(Folder(project), State);
        var inner = new FolderMount { HostPath = project.Outside, GuestPath = "repo/inner" };

        var envelope = await project.RunAsync("return 1", options: new RunOptions { Mounts = [inner, overlay.Mount("repo")] });

        Assert.Contains("in which no other folder can be", envelope.Error?.Message, StringComparison.Ordinal);
        Assert.Null(overlay.TryDiscard());
    }

    [Fact]
    public void Ids_are_no_paths_and_damage_is_told()
    {
        var state = Directory.CreateTempSubdirectory("capsule-state-").FullName;
        Assert.Contains("is not the id of an overlay", FolderOverlay.TryOpen("../../x", state).Failure?.Message, StringComparison.Ordinal);
        var overlay = FolderOverlay.Create(Path.GetTempPath(), state);
        File.WriteAllText(Path.Combine(state, "overlays", overlay.Id, "overlay.json"), "{");

        Assert.Contains("cannot be read", FolderOverlay.TryOpen(overlay.Id, state).Failure?.Message, StringComparison.Ordinal);
        Assert.Empty(FolderOverlay.List(state));
        Directory.Delete(state, recursive: true);
    }

    private static string Folder(Project project)
    {
        var folder = Directory.CreateDirectory(Path.Combine(project.Outside, "repo")).FullName;
        File.WriteAllText(Path.Combine(folder, "f"), "text");
        return folder;
    }
}
