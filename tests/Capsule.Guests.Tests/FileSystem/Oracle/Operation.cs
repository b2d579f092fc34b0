namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>One question, as it is shown when the answers differ.</summary>
internal sealed record Operation(string Text, Func<IFiles, string> Ask)
{
    public override string ToString() => Text;
}
