using Capsule.Wasm.Sandboxes;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Wasm.Tests.Sandboxes;

public sealed class SandboxTests
{
    private const string Calling = """
        (module
          (import "host" "call" (func $host (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "inner") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
          (func (export "trap") unreachable)
          (func (export "run") (param i32) (result i32) (call $host (local.get 0))))
        """;

    public static TheoryData<string, string> Trapping => new()
    {
        { "unreachable", "it aborted" },
        { "(drop (i32.load (i32.const -4)))", "an address outside its memory" },
        { "(drop (i32.div_s (i32.const 1) (i32.const 0)))", "divided an integer by zero" },
        { "(call_indirect (i32.const 0))", "a function that is not there" },
        { "(throw $e)", "an error that nothing handles" },
    };

    [Theory]
    [MemberData(nameof(Trapping))]
    public void A_trap_is_a_stop_that_says_why(string code, string reason)
    {
        using var guest = new TestGuest(
            $"""(module (tag $e) (table 1 funcref) (memory 1) (func (export "run") {code}))""", functions: "run");

        var stop = guest.Run("run").Stop;

        Assert.Contains(reason, stop!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sandbox_that_stopped_cannot_be_called_again()
    {
        using var guest = new TestGuest("""(module (func (export "run") unreachable))""", functions: "run");
        using var sandbox = guest.Start();
        sandbox.Call(guest.Functions["run"]);

        Assert.Throws<InvalidOperationException>(() => sandbox.Call(guest.Functions["run"]));
    }

    [Fact]
    public void An_exception_in_a_host_function_ends_the_sandbox_and_nothing_else()
    {
        using var guest = Guest(_ => throw new TimeZoneNotFoundException("ours"));

        var stop = Assert.IsType<Stop.HostFailure>(guest.Run("run", null, 1).Stop);
        Assert.IsType<TimeZoneNotFoundException>(stop.Exception);
        Assert.IsType<Stop.HostFailure>(guest.Run("run", null, 1).Stop);
    }

    [Fact]
    public void A_host_function_can_stop_the_guest()
    {
        using var guest = Guest(call => call.Stop(new Stop.Exited(7)));

        Assert.Equal(new Stop.Exited(7), guest.Run("run", null, 1).Stop);
    }

    [Fact]
    public void A_host_function_can_call_back_into_the_guest()
    {
        TestGuest? guest = null;
        guest = Guest(call => call.Return(call.Sandbox.Call(guest!.Functions["inner"], call.I32(0)).Value + 1));
        using (guest)
        {
            Assert.Equal(new CallResult(43, null), guest.Run("run", null, 21));
        }
    }

    [Fact]
    public void A_trap_in_a_call_back_ends_the_outer_call_too()
    {
        TestGuest? guest = null;
        guest = Guest(call => call.Sandbox.Call(guest!.Functions["trap"]));
        using (guest)
        {
            Assert.IsType<Stop.Trapped>(guest.Run("run", null, 1).Stop);
        }
    }

    [Theory]
    [InlineData(65_536, 1)]
    [InlineData(65_535, 2)]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 65_537)]
    public void An_address_outside_the_memory_ends_the_sandbox(int address, int length)
    {
        using var guest = Guest(call => call.Memory.Bytes((uint)address, (uint)length));

        Assert.Equal(new Stop.BadAddress((uint)address, (uint)length), guest.Run("run", null, 1).Stop);
    }

    [Fact]
    public void A_string_without_an_end_is_not_read_past_the_memory()
    {
        var tooLong = false;
        using var guest = Guest(call =>
        {
            call.Memory.Bytes(0, 65_536).Fill((byte)'x');
            _ = call.Memory.CString(65_530, 4096, out tooLong);
            call.Return(0);
        });

        Assert.True(guest.Run("run", null, 1).Returned);
        Assert.True(tooLong);
    }

    [Fact]
    public void Memory_does_not_grow_over_its_limit()
    {
        using var guest = new TestGuest(
            """
            (module (memory (export "memory") 1)
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
            """,
            functions: "grow");
        using var sandbox = guest.Start(memory: 4 * 65_536);

        Assert.Equal(1, sandbox.Call(guest.Functions["grow"], 3).Value);
        Assert.False(sandbox.Memory.GrowthWasRefused);
        Assert.Equal(-1, sandbox.Call(guest.Functions["grow"], 1).Value);
        Assert.True(sandbox.Memory.GrowthWasRefused);
        Assert.False(sandbox.TryGrowMemory(1));
        Assert.Equal(4UL * 65_536, sandbox.Memory.Length);
    }

    [Fact]
    public void An_import_that_nobody_defined_is_refused_before_anything_runs() =>
        Assert.Contains("host", Assert.Throws<Engine.WasmException>(() => new TestGuest(Calling)).Message, StringComparison.Ordinal);

    [Fact]
    public void Thousands_of_sandboxes_one_after_the_other_leave_nothing_behind()
    {
        using var guest = Guest(call => call.Return(call.I32(0)));
        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                guest.Run("run", null, i);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        long Growth()
        {
            var before = Environment.WorkingSet;
            Run(5_000);
            return Environment.WorkingSet - before;
        }

        Run(500);

        // Other tests in this process take memory, too, at times. What leaks does so in every round.
        Assert.Contains(Enumerable.Range(0, 5).Select(_ => Growth()), growth => growth < 5L << 20);
    }

    private static TestGuest Guest(HostFunction call) =>
        new(Calling, null, imports => imports.Define("host", "call", "i:i", call), "inner", "trap", "run");
}
