using Capsule.Wasm.Tests.Support;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>Libraries as no compiler makes them, from text.</summary>
internal static class HostileLibrary
{
    /// <summary>16 bytes of memory, two slots of the table.</summary>
    private const string Dylink = @"\01\04\10\00\02\00";

    /// <summary>A library with the usual imports.</summary>
    /// <param name="imports">More imports, which come first.</param>
    /// <param name="rest">What it consists of.</param>
    /// <param name="dylink">The section dylink.0, as text; null for none.</param>
    internal static byte[] Of(string imports, string rest, string? dylink = Dylink) => Wat.ToBytes(
        $"""
        (module
          {(dylink is null ? "" : $"(@custom \"dylink.0\" (before first) \"{dylink}\")")}
          {imports}
          (import "env" "memory" (memory 0))
          (import "env" "__indirect_function_table" (table 0 funcref))
          (import "env" "__stack_pointer" (global $sp (mut i32)))
          (import "env" "__memory_base" (global $mb i32))
          (import "env" "__table_base" (global $tb i32))
          {rest})
        """);
}
