using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>
/// Proves of an instrumented module, from its bytes alone, that code cannot run for ever unmetered: every loop starts
/// with a check, every cycle of calls passes a check, every bulk operation is charged by its length, and no other
/// code touches the budget.
/// </summary>
/// <remarks>
/// It shares the patterns of the inserted code with <see cref="MeteringPass"/>, but none of its decisions. A call
/// through the host back into the guest passes the host, which charges for it.
/// </remarks>
internal static class MeteringVerifier
{
    /// <summary>Checks a module.</summary>
    /// <exception cref="InvalidDataException">Something escapes the meter; the message says what.</exception>
    public static void Verify(WasmModule module)
    {
        var code = FindCode(module);
        var callers = new List<uint>[module.Bodies.Count];
        var addressTaken = MeteringPass.AddressTaken(module);
        for (var i = 0; i < module.Bodies.Count; i++)
        {
            var index = module.ImportedFunctions + (uint)i;
            if (index == code.Refill || index == code.Fill || index == code.Copy)
            {
                callers[i] = [];
                continue;
            }

            var function = FunctionVerifier.Verify(module, i, code);
            if (!function.StartsWithCheck && function.CallsAnything && addressTaken.Contains(index))
            {
                throw new InvalidDataException($"Function {index} can be called indirectly and starts with no check.");
            }

            callers[i] = function.StartsWithCheck ? [] : function.Calls;
        }

        RequireNoCycle(callers, module.ImportedFunctions);
    }

    /// <summary>Finds the meter's own items by what they are, not by where the pass put them.</summary>
    private static MeteringCode FindCode(WasmModule module)
    {
        var budget = BudgetOf(module);
        var imports = module.Imports.FindAll(import => import.Kind == ItemKind.Function);
        var host = imports.FindIndex(import =>
            import is { Module: MeteringPass.ImportModule, Name: MeteringPass.ImportName });
        var refill = module.Bodies.FindIndex(body =>
            body.Span.SequenceEqual(new MeteringCode(budget, (uint)host, 0).RefillBody()));
        if (host < 0 || refill < 0)
        {
            throw new InvalidDataException("The module has no meter.");
        }

        var code = new MeteringCode(budget, (uint)host, (uint)(module.ImportedFunctions + refill));
        return new MeteringCode(budget, (uint)host, code.Refill)
        {
            Fill = IndexOf(module, code.FillBody()),
            Copy = IndexOf(module, code.CopyBody()),
            BulkType = module.TypeIndex([Opcodes.I32, Opcodes.I32, Opcodes.I32], []),
        };
    }

    /// <summary>A side module's budget is the one that it imports from the main module.</summary>
    private static uint BudgetOf(WasmModule module) => module.IsSide
        ? (uint)module.Imports.FindAll(import => import.Kind == ItemKind.Global)
            .FindIndex(import => import is { Module: MeteringPass.ImportModule, Name: MeteringPass.BudgetExport })
        : module.Exports.Single(export => export.Name == MeteringPass.BudgetExport).Index;

    /// <summary>The index of a function with this body; a module that has none can call none.</summary>
    private static uint IndexOf(WasmModule module, byte[] body) =>
        module.Bodies.FindIndex(known => known.Span.SequenceEqual(body)) is >= 0 and var index
            ? module.ImportedFunctions + (uint)index
            : uint.MaxValue;

    /// <summary>Removes functions that call only removed ones; what remains in the end lies on a cycle, or leads to one.</summary>
    private static void RequireNoCycle(List<uint>[] calls, uint imported)
    {
        var callers = new List<int>[calls.Length];
        var open = new int[calls.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            foreach (var callee in calls[i].Where(callee => callee >= imported))
            {
                (callers[callee - imported] ??= []).Add(i);
                open[i]++;
            }
        }

        var ready = new Queue<int>(Enumerable.Range(0, calls.Length).Where(i => open[i] == 0));
        var removed = 0;
        while (ready.TryDequeue(out var function))
        {
            removed++;
            foreach (var caller in callers[function] ?? [])
            {
                if (--open[caller] == 0)
                {
                    ready.Enqueue(caller);
                }
            }
        }

        if (removed != calls.Length)
        {
            var culprit = imported + Array.FindIndex(open, count => count > 0);
            throw new InvalidDataException($"Function {culprit} leads to a cycle of calls without a check.");
        }
    }
}
