using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Binary;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>What no library may be made of is refused before anything of it is compiled, with the reason.</summary>
public sealed class LibraryRulesTests
{
    [Theory]
    [InlineData("", "(memory 1)", "a table or a memory of its own")]
    [InlineData("", "(table 1 funcref)", "a table or a memory of its own")]
    [InlineData("", "(func $f) (func (table.set 0 (i32.const 1) (ref.func $f)) ) (elem declare func $f)", "elem|changes the function table|not active")]
    [InlineData("", "(func (table.set 0 (i32.const 1) (ref.null func)))", "changes the function table")]
    [InlineData("", "(func (drop (table.grow 0 (ref.null func) (i32.const 9))))", "changes the function table")]
    [InlineData("", "(func (table.fill 0 (i32.const 0) (ref.null func) (i32.const 9)))", "changes the function table")]
    [InlineData("", "(func (table.copy 0 0 (i32.const 0) (i32.const 1) (i32.const 9)))", "changes the function table")]
    [InlineData("", "(func (drop (memory.grow (i32.const 1))))", "grows the memory itself")]
    [InlineData("", "(data (i32.const 4096) \"x\")", "has data at an absolute address")]
    [InlineData("", "(data (global.get $tb) \"x\")", "has data at an absolute address")]
    [InlineData("", "(data \"x\")", "not active")]
    [InlineData("", "(func $f) (elem (i32.const 1) func $f)", "absolute slots of the table")]
    [InlineData("", "(func $f) (elem (offset global.get $tb i32.const 1 i32.add) func $f)", "gaps or overlaps")]
    [InlineData("", "(func $f) (elem (global.get $tb) func $f $f $f)", "more functions in the table than it asks slots for")]
    [InlineData("", "(func (export \"capsule:first\"))", "a name of the host's")]
    [InlineData("(import \"capsule\" \"refill\" (func (result i32)))", "", "which no library may")]
    [InlineData("(import \"capsule\" \"capsule:budget\" (global (mut i32)))", "", "which no library may")]
    [InlineData("(import \"env\" \"capsule:refill\" (func))", "", "which no library may")]
    [InlineData("(import \"env\" \"capsule:budget\" (global (mut i32)))", "", "which no library may")]
    [InlineData("(import \"env\" \"other\" (table 1 funcref))", "", "which no library may")]
    [InlineData("(import \"env\" \"own\" (tag))", "", "which no library may")]
    [InlineData("(import \"GOT.mem\" \"x\" (global i32))", "", "which no library may")]
    [InlineData("(import \"GOT.mem\" \"x\" (global $x (mut i32)))", "(func (global.set $x (i32.const 1)))", "sets a symbol's address")]
    [InlineData("", "(global $g (mut i32) (i32.const 0)) (func (global.set $g (i32.const 1)))", "keeps state in a global")]
    [InlineData("", "(global (mut i64) (i64.const 0))", "no snapshot could hold")]
    [InlineData("", "(global i32 (global.get $mb))", "initial value is not a constant")]
    public void A_library_that_reaches_beyond_itself_is_refused(string imports, string rest, string reason) =>
        Assert.Contains(reason.Split('|'), part => Refusal(HostileLibrary.Of(imports, rest)).Contains(part, StringComparison.Ordinal));

    [Theory]
    [InlineData(null, "no section 'dylink.0'")]
    [InlineData(@"\01\08\ff\ff\ff\ff\0f\00\00\00", "wants more memory")]
    [InlineData(@"\01\08\10\00\ff\ff\ff\ff\0f\00", "wants more memory")]
    [InlineData(@"\01\04\10\1f\00\00", "wants more memory")]
    [InlineData(@"\02\05\ff\ff\ff\ff\0f", "ends early")]
    [InlineData(@"\01\7f", "a length beyond its end")]
    public void A_library_that_wants_too_much_or_is_cut_off_is_refused(string? dylink, string reason) =>
        Assert.Contains(reason, Refusal(HostileLibrary.Of("", "", dylink)), StringComparison.Ordinal);

    /// <summary>Threat: functions that take the compiler minutes and gigabytes.</summary>
    [Theory]
    [InlineData(3_000, 2_000, "(if (local.get 0) (then (local.set 1 (i32.const 1))))")]
    [InlineData(3_000, 2_000, "(loop (local.set 1 (i32.const 1)) (br_if 0 (local.get 0)))")]
    [InlineData(3_000, 100, "(block (br_table 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 (local.get 0)))")]
    [InlineData(2, 270_000, "(local.set 1 (i32.const 1))")]
    [InlineData(400, 3_000, "(if (local.get 0) (then (local.set 1 (i32.const 1))))", 60)]
    public void A_library_that_takes_the_compiler_too_long_is_refused(int locals, int count, string code, int copies = 1)
    {
        var body = string.Concat(Enumerable.Repeat(code, count));
        var declared = string.Concat(Enumerable.Repeat("i32 ", locals));
        var functions = string.Concat(Enumerable.Repeat($"(func (local {declared}) {body})", copies));
        Assert.Contains("takes the compiler too long", Refusal(HostileLibrary.Of("", functions)), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_start_function_and_what_it_calls_may_set_globals()
    {
        var module = WasmModule.ReadSide(HostileLibrary.Of(
            "", "(global $g (mut i32) (i32.const 0)) (func $set (global.set $g (global.get $mb))) (func $start (call $set)) (start $start)"));
        var (library, _) = LibraryLinker.Link(module, _ => false);
        Assert.Equal(1, library.OwnGlobals);
        Assert.Null(module.Start);
    }

    private static string Refusal(byte[] library)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => LibraryLinker.Link(WasmModule.ReadSide(library), name => name == "malloc"));
        return refusal.Message;
    }
}
