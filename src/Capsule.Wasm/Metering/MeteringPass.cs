using Capsule.Wasm.Binary;

namespace Capsule.Wasm.Metering;

/// <summary>
/// Makes a module count what it computes. One global holds a budget; each round of a loop and each function that can
/// recurse takes its static cost off it, and asks the host for the next slice when it falls below zero.
/// </summary>
/// <remarks>
/// One mechanism for all three purposes (fuel, deadline, cancellation) costs a fraction of the engine's own two; the
/// figures are in docs/explanation/benchmarks.md. <see cref="MeteringVerifier"/> proves of the result, independently, that no
/// code can run for ever without a check.
/// <code>
/// check:  budget -= cost; if (budget &lt; 0) [unlikely] call $refill
/// refill: while (budget &lt; 0) budget += capsule.refill()
/// bulk:   if (length > 512) [unlikely] { budget -= length / 4; call $refill }
/// fill:   if (length > 512) [unlikely] call $fill, else memory.fill; the same for memory.copy
/// $fill:  for each MiB: { budget -= its length / 4; call $refill; memory.fill }
/// </code>
/// </remarks>
internal static class MeteringPass
{
    /// <summary>The module name of the import that grants slices.</summary>
    public const string ImportModule = "capsule";

    /// <summary>The name of the import that grants slices: <c>() → i32</c>.</summary>
    public const string ImportName = "refill";

    /// <summary>The export of the budget.</summary>
    public const string BudgetExport = "capsule:budget";

    /// <summary>What a bulk operation costs before its length counts.</summary>
    internal const int BulkCost = 16;

    /// <summary>Bulk operations up to this length (bytes or elements) are paid for by <see cref="BulkCost"/>.</summary>
    internal const int BulkFree = 512;

    /// <summary>
    /// Threat: filling or copying gigabytes in one instruction takes a second, in which no deadline is looked at. A part takes
    /// some hundreds of microseconds, also where the system has to find the memory first.
    /// </summary>
    internal const int BulkPart = 1 << 20;

    /// <summary>
    /// The greatest cost of one round: the body of an interpreter's loop holds every instruction of its language, of
    /// which a round runs a few.
    /// </summary>
    private const long RoundLimit = 32;

    /// <summary>
    /// What a side module pays for a call of the main module: a function there without a check of its own is paid for by its callers,
    /// and what it costs is not known here.
    /// </summary>
    private const int ImportedCallCost = 32;

    /// <summary>Instruments a module. It must have been validated before: nothing else may name the budget.</summary>
    /// <param name="module">The module.</param>
    /// <param name="sharedBudget">The imported global that is the main module's budget, for a side module; null for a budget of its own.</param>
    public static void Apply(WasmModule module, uint? sharedBudget = null)
    {
        var voidType = module.TypeIndex([], []);
        var type = Import.FunctionDescriptor(module.TypeIndex([], [Opcodes.I32]));
        var import = new Import(ImportModule, ImportName, ItemKind.Function, type);
        var host = FunctionRenumbering.Add(module, import)[0];
        var budget = sharedBudget ?? AddBudget(module);

        var profiles = module.Bodies.Select(FunctionProfile.Of).ToArray();
        var checks = new EntryChecks(profiles, module.ImportedFunctions, AddressTaken(module), module.IsSide ? ImportedCallCost : 0);
        var refill = module.ImportedFunctions + (uint)module.FunctionTypes.Count;
        var bulkType = module.TypeIndex([Opcodes.I32, Opcodes.I32, Opcodes.I32], []);
        var code = new MeteringCode(budget, host, refill) { Fill = refill + 1, Copy = refill + 2, BulkType = bulkType };
        var hints = new BranchHints();
        for (var i = 0; i < profiles.Length; i++)
        {
            var rewriter = new BodyRewriter(module, i, profiles[i], code);
            module.Bodies[i] = rewriter.Rewrite(region => CostOf(checks, i, region), checks.IsChecked(i));
            hints.Add(module.ImportedFunctions + (uint)i, rewriter.UnlikelyBranches);
        }

        module.AddFunction(voidType, code.RefillBody());
        if (profiles.Any(profile => profile.MovesMemory))
        {
            module.AddFunction(bulkType, code.FillBody());
            module.AddFunction(bulkType, code.CopyBody());
        }

        module.Custom.Add(hints.ToSection());
    }

    /// <summary>Functions that an indirect call can reach: those in tables, and those that <c>ref.func</c> names.</summary>
    internal static HashSet<uint> AddressTaken(WasmModule module)
    {
        var taken = module.Elements.SelectMany(segment => segment.Functions).ToHashSet();
        if (module.IsSide)
        {
            // A cycle of calls may lead through another module: what others can call is where it passes a check.
            taken.UnionWith(module.Exports.Where(export => export.Kind == ItemKind.Function).Select(export => export.Index));
        }

        foreach (var body in module.Bodies)
        {
            var reader = new InstructionReader(body.Span);
            while (reader.Next())
            {
                if (reader.Opcode == Opcodes.ReferenceFunction)
                {
                    taken.Add(reader.Index);
                }
            }
        }

        return taken;
    }

    private static uint AddBudget(WasmModule module)
    {
        var budget = module.AddGlobal(new Global([Opcodes.I32], IsMutable: true, [Opcodes.I32Const, 0]));
        module.Exports.Add(new Export(BudgetExport, ItemKind.Global, budget));
        return budget;
    }

    private static int CostOf(EntryChecks checks, int function, int region)
    {
        var limit = region == 0 ? 2 * RoundLimit : RoundLimit;
        return (int)Math.Clamp(checks.CostOf(function, region), 1, limit);
    }
}
