namespace Capsule.Policies;

/// <summary>Something that a task declares, and that the operator's caps do not cover.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Option">The option, as tasks declare it.</param>
/// <param name="Value">What it asks for.</param>
internal sealed record GrantExcess(string Task, string Option, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"task '{Task}': {Option}: {Value}";
}
