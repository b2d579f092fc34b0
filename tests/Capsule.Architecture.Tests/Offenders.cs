namespace Capsule.Architecture.Tests;

/// <summary>What breaks a rule. A failure lists all of it; an assertion about collections would cut it short.</summary>
internal static class Offenders
{
    internal static void MustBeNone(IEnumerable<string> found)
    {
        var list = string.Join('\n', found);
        if (list.Length > 0)
        {
            Assert.Fail(list);
        }
    }
}
