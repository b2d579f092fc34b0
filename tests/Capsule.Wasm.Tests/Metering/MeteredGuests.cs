namespace Capsule.Wasm.Tests.Metering;

/// <summary>Guests that never end by themselves, each in a way of its own.</summary>
internal static class MeteredGuests
{
    internal static readonly Dictionary<string, string> Endless = new()
    {
        ["a loop"] = """(module (func (export "run") (loop $again br $again)))""",
        ["a loop in a loop"] = """
            (module (func (export "run") (local $i i32)
              (loop $outer
                (local.set $i (i32.const 3))
                (loop $inner
                  (local.set $i (i32.sub (local.get $i) (i32.const 1)))
                  (br_if $inner (local.get $i)))
                br $outer)))
            """,
        ["a loop that a table branches back to"] = """
            (module (func (export "run") (loop $again (br_table $again $again (i32.const 0)))))
            """,
        ["a tail call"] = """(module (func $f (export "run") (return_call $f)))""",
        ["tail calls of two functions"] = """
            (module (func $f (export "run") (return_call $g)) (func $g (return_call $f)))
            """,
        ["an indirect tail call"] = """
            (module (type $t (func)) (table 1 funcref) (elem (i32.const 0) $f)
              (func $f (export "run") (return_call_indirect (type $t) (i32.const 0))))
            """,
        ["filling memory again and again"] = """
            (module (memory 64) (func (export "run")
              (loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 4194304)) br $again)))
            """,
        ["copying memory again and again"] = """
            (module (memory 64) (func (export "run")
              (loop $again (memory.copy (i32.const 0) (i32.const 8) (i32.const 4194000)) br $again)))
            """,
        ["an exception that is caught again and again"] = """
            (module (tag $e) (func (export "run")
              (loop $again (block $caught (try_table (catch $e $caught) (throw $e))) br $again)))
            """,
        ["growing a table again and again"] = """
            (module (table $t 1 funcref) (func (export "run")
              (loop $again (drop (table.grow $t (ref.null func) (i32.const 1))) br $again)))
            """,
    };
}
