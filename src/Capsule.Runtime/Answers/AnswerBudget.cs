namespace Capsule.Runtime.Answers;

/// <summary>Shares the length of an answer between its parts.</summary>
internal static class AnswerBudget
{
    /// <summary>What the names and numbers of an answer take.</summary>
    internal const int Framing = 1_200;

    /// <summary>The least that an answer can be bounded to.</summary>
    internal const int Least = 2_000;

    /// <summary>
    /// How long each part may be: what is short stays whole, and the long ones share the rest in equal parts. So a flood of output does not
    /// push the error out of the answer, nor the other way round.
    /// </summary>
    /// <param name="most">How long all of them may be together.</param>
    /// <param name="sizes">How long each of them is.</param>
    internal static int[] Share(int most, params ReadOnlySpan<int> sizes)
    {
        var shares = new int[sizes.Length];
        var order = Enumerable.Range(0, sizes.Length).ToArray();
        var lengths = sizes.ToArray();
        Array.Sort(order, (one, other) => lengths[one].CompareTo(lengths[other]));
        var left = Math.Max(0, most);
        for (var index = 0; index < order.Length; index++)
        {
            var share = Math.Min(lengths[order[index]], left / (order.Length - index));
            shares[order[index]] = share;
            left -= share;
        }

        return shares;
    }
}
