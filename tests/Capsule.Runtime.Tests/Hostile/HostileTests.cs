using Capsule.Runtime.Tests.Hostile.Cases;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Hostile;

/// <summary>
/// Known ways out of sandboxes like this one, tried on it: escape, exhaustion, confusion of whoever reads the
/// results, exfiltration. docs/explanation/security.md says what each group shows.
/// </summary>
public sealed class HostileTests(RuntimeFixture fixture)
{
    private static readonly HostileCase[] Escape =
        [.. Paths.All, .. HostMessages.All, .. Imports.All, .. Objects.All, .. Bytecode.All, .. Runner.All, .. Declarations.All];

    private static readonly HostileCase[] Exhaustion =
        [.. MemoryHogs.All, .. Recursions.All, .. Floods.All, .. HostCallFloods.All, .. SubtaskFloods.All, .. Waits.All];

    private static readonly HostileCase[] Confusion =
        [.. HostileResults.All, .. HostileExceptions.All, .. Output.All, .. Names.All];

    private static readonly HostileCase[] Exfiltration = [.. Connections.All, .. HostFacts.All, .. Residue.All];

    public static TheoryData<string> Escapes => [.. Escape.Select(attempt => attempt.Name)];

    public static TheoryData<string> Exhaustions => [.. Exhaustion.Select(attempt => attempt.Name)];

    public static TheoryData<string> WorkOfTheHost => [.. HostWork.All.Select(attempt => attempt.Name)];

    public static TheoryData<string> Confusions => [.. Confusion.Select(attempt => attempt.Name)];

    public static TheoryData<string> Exfiltrations => [.. Exfiltration.Select(attempt => attempt.Name)];

    [Theory]
    [MemberData(nameof(Escapes))]
    public Task No_task_gets_out_of_its_sandbox(string name) => TryAsync(Escape, name);

    [Theory]
    [MemberData(nameof(Exhaustions))]
    public Task No_task_takes_more_than_it_may(string name) => TryAsync(Exhaustion, name);

    [Theory]
    [MemberData(nameof(WorkOfTheHost))]
    public Task No_task_makes_the_host_work_for_nothing_or_keep_more_than_it_may(string name) => TryAsync([.. HostWork.All], name);

    [Theory]
    [MemberData(nameof(Confusions))]
    public Task No_task_forges_what_the_host_says_of_it(string name) => TryAsync(Confusion, name);

    [Theory]
    [MemberData(nameof(Exfiltrations))]
    public Task No_task_learns_or_tells_what_is_not_its_own(string name) => TryAsync(Exfiltration, name);

    [Fact]
    public void There_are_as_many_cases_as_were_promised()
    {
        HostileCase[] all = [.. Escape, .. Exhaustion, .. HostWork.All, .. Confusion, .. Exfiltration, .. HostileFolderTests.Cases];

        Assert.InRange(all.Length, 500, int.MaxValue);
        Assert.Equal(all.Length, all.DistinctBy(attempt => attempt.Name).Count());
    }

    private Task TryAsync(HostileCase[] group, string name) =>
        new HostileWorld(fixture.Runtime).TryAsync(group.Single(attempt => attempt.Name == name));
}
