using System.Runtime.CompilerServices;

namespace Capsule.Wasm.Sandboxes;

/// <summary>One call from a guest to the host: its arguments, the place for its result, and the sandbox it came from.</summary>
/// <remarks>Valid only until the host function returns.</remarks>
internal readonly unsafe struct HostCall
{
    private readonly RawValue* values;

    internal HostCall(Sandbox sandbox, RawValue* values)
    {
        Sandbox = sandbox;
        this.values = values;
    }

    /// <summary>The sandbox that calls.</summary>
    public Sandbox Sandbox { get; }

    /// <summary>The caller's linear memory.</summary>
    public GuestMemory Memory => Sandbox.Memory;

    /// <summary>What the host keeps for this sandbox, as the type it was given with.</summary>
    public T State<T>()
        where T : class => Unsafe.As<T>(Sandbox.State);

    /// <summary>An argument as an i32.</summary>
    public int I32(int index) => values[index].I32;

    /// <summary>An argument as an unsigned i32: an address or a length.</summary>
    public uint U32(int index) => (uint)values[index].I32;

    /// <summary>An argument as an i64.</summary>
    public long I64(int index) => values[index].I64;

    /// <summary>An argument as an f64.</summary>
    public double F64(int index) => values[index].F64;

    /// <summary>Answers with an i32.</summary>
    public void Return(int value) => values[0].I64 = (uint)value;

    /// <summary>Answers with an i64.</summary>
    public void Return(long value) => values[0].I64 = value;

    /// <summary>Answers with an f64.</summary>
    public void Return(double value) => values[0].F64 = value;

    /// <summary>Answers with the null reference.</summary>
    public void ReturnNullReference() => values[0].I64 = 0;

    /// <summary>Charges the guest for work of the host, and says whether that may go on: see <see cref="Sandbox.Charge"/>.</summary>
    public bool Charge(long ticks) => Sandbox.Charge(ticks);

    /// <summary>Ends the sandbox: the guest does not go on after this call.</summary>
    public void Stop(Stop reason) => Sandbox.RequestStop(reason);
}
