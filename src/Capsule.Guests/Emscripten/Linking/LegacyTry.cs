using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>One <c>try</c> of the legacy exception handling proposal, as a first look at a function finds it.</summary>
internal sealed class LegacyTry
{
    /// <summary>The tag of each <c>catch</c>, in their order; null for <c>catch_all</c>, which is the last.</summary>
    internal List<uint?> Catches { get; } = [];

    /// <summary>Whether <c>delegate</c> ends it.</summary>
    internal bool Delegates { get; private set; }

    /// <summary>The <c>try</c> that it delegates to; null for the function's caller.</summary>
    internal LegacyTry? Delegate { get; private set; }

    /// <summary>Whether another one delegates to it.</summary>
    internal bool IsDelegate { get; private set; }

    /// <summary>Whether <c>rethrow</c> names it, so that what was caught must be kept.</summary>
    internal bool IsRethrown { get; private set; }

    /// <summary>Finds all of a function, in the order of their beginnings.</summary>
    /// <param name="body">The function.</param>
    /// <param name="delegatesToCaller">Whether one of them delegates to the function's caller.</param>
    /// <exception cref="InvalidDataException">They are not nested as they must be.</exception>
    internal static Queue<LegacyTry> FindAll(ReadOnlySpan<byte> body, out bool delegatesToCaller)
    {
        delegatesToCaller = false;
        var found = new Queue<LegacyTry>();
        var open = new List<Label> { new(null, false) };
        var reader = new InstructionReader(body) { AllowsLegacyExceptions = true };
        while (reader.Next())
        {
            switch (reader.Opcode)
            {
                case Opcodes.Block or Opcodes.Loop or Opcodes.If or Opcodes.TryTable:
                    open.Add(new Label(null, false));
                    break;
                case Opcodes.LegacyTry:
                    var next = new LegacyTry();
                    found.Enqueue(next);
                    open.Add(new Label(next, IsHandler: false));
                    break;
                case Opcodes.LegacyCatch:
                    Handler(open).Catches.Add(reader.Index);
                    break;
                case Opcodes.LegacyCatchAll:
                    Handler(open).Catches.Add(null);
                    break;
                case Opcodes.LegacyRethrow:
                    At(open, reader.Index).RequireHandler().IsRethrown = true;
                    break;
                case Opcodes.LegacyDelegate:
                    delegatesToCaller |= EndWithDelegate(open, reader.Index);
                    break;
                case Opcodes.End:
                    _ = At(open, 0);
                    open.RemoveAt(open.Count - 1);
                    break;
            }
        }

        return found;
    }

    private static Label At(List<Label> open, uint depth) =>
        depth < open.Count ? open[^(int)(depth + 1)] : throw Malformed();

    private static LegacyTry Handler(List<Label> open)
    {
        if (At(open, 0).Try is not { } current || current.Catches.Contains(null))
        {
            throw Malformed();
        }

        open[^1] = new Label(current, IsHandler: true);
        return current;
    }

    /// <summary>What is thrown goes on from the block that is named: the innermost <c>try</c> whose body that is, or is in, gets it.</summary>
    /// <returns>Whether there is none, so that the function's caller gets it.</returns>
    private static bool EndWithDelegate(List<Label> open, uint depth)
    {
        if (At(open, 0) is not { Try: { } ended, IsHandler: false })
        {
            throw Malformed();
        }

        open.RemoveAt(open.Count - 1);
        _ = At(open, depth);
        ended.Delegates = true;
        ended.Delegate = open.Take(open.Count - (int)depth).LastOrDefault(label => label is { Try: not null, IsHandler: false })?.Try;
        if (ended.Delegate is { } target)
        {
            target.IsDelegate = true;
        }

        return ended.Delegate is null;
    }

    private static InvalidDataException Malformed() => new("the library has exception handling that is not nested as it must be");

    private sealed record Label(LegacyTry? Try, bool IsHandler)
    {
        internal LegacyTry RequireHandler() => Try is not null && IsHandler ? Try : throw Malformed();
    }
}
