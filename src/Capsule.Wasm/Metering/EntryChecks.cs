namespace Capsule.Wasm.Metering;

/// <summary>
/// Decides which functions need a check at their entry. Loops are always checked, so that only recursion is left to
/// bound: every cycle of calls must pass a checked function. Whoever does not lie on a cycle is paid for by its callers.
/// </summary>
internal sealed class EntryChecks
{
    /// <summary>A function that costs more than this is checked itself, rather than paid for by each caller.</summary>
    private const long InlineLimit = 300;

    private readonly FunctionProfile[] functions;
    private readonly uint imported;
    private readonly int importedCost;
    private readonly bool[] isChecked;
    private readonly long[] inlineCost;

    /// <summary>Decides.</summary>
    /// <param name="functions">The module's functions.</param>
    /// <param name="imported">The index of the first of them.</param>
    /// <param name="addressTaken">Functions that an indirect call can reach.</param>
    /// <param name="importedCost">What a call of an imported function costs.</param>
    internal EntryChecks(FunctionProfile[] functions, uint imported, IReadOnlySet<uint> addressTaken, int importedCost)
    {
        this.importedCost = importedCost;
        this.functions = functions;
        this.imported = imported;
        isChecked = new bool[functions.Length];
        inlineCost = new long[functions.Length];

        // An indirect call may close a cycle through any of these; one that calls nothing cannot be on a cycle.
        for (var i = 0; i < functions.Length; i++)
        {
            isChecked[i] = functions[i].CallsAnything && addressTaken.Contains(imported + (uint)i);
        }

        VisitAll();
    }

    internal bool IsChecked(int function) => isChecked[function];

    /// <summary>What a region costs when it runs once, with the unchecked functions that it calls.</summary>
    internal long CostOf(int function, int region) =>
        functions[function].Costs[region] + ImportedCostOf(function, region)
        + CalleesOf(function, region).Sum(callee => isChecked[callee] ? 0 : inlineCost[callee]);

    /// <summary>
    /// Depth first, with a stack of our own (chains of calls are thousands deep): a call to a function that is still
    /// being visited closes a cycle, and its target becomes checked.
    /// </summary>
    private void VisitAll()
    {
        var state = new Visit[functions.Length];
        var stack = new Stack<(int Function, int NextCall)>();
        for (var root = 0; root < functions.Length; root++)
        {
            if (state[root] == Visit.New)
            {
                state[root] = Visit.Open;
                stack.Push((root, 0));
            }

            while (stack.TryPop(out var at))
            {
                if (at.NextCall == functions[at.Function].Calls.Count)
                {
                    state[at.Function] = Visit.Done;
                    Close(at.Function);
                    continue;
                }

                stack.Push((at.Function, at.NextCall + 1));
                Follow(functions[at.Function].Calls[at.NextCall].Callee, state, stack);
            }
        }
    }

    private void Follow(uint target, Visit[] state, Stack<(int Function, int NextCall)> stack)
    {
        if (target < imported)
        {
            return;
        }

        var callee = (int)(target - imported);
        if (state[callee] == Visit.Open)
        {
            isChecked[callee] = true;
        }
        else if (state[callee] == Visit.New)
        {
            state[callee] = Visit.Open;
            stack.Push((callee, 0));
        }
    }

    /// <summary>All callees are known: settles what the function itself costs its callers.</summary>
    private void Close(int function)
    {
        if (!isChecked[function])
        {
            inlineCost[function] = CostOf(function, 0);
            isChecked[function] = inlineCost[function] > InlineLimit;
        }
    }

    private long ImportedCostOf(int function, int region) => importedCost == 0
        ? 0
        : importedCost * functions[function].Calls.LongCount(call => call.Region == region && call.Callee < imported);

    private IEnumerable<int> CalleesOf(int function, int region) => functions[function].Calls
        .Where(call => call.Region == region && call.Callee >= imported)
        .Select(call => (int)(call.Callee - imported));

    private enum Visit : byte
    {
        New,
        Open,
        Done,
    }
}
