using System.Text;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// Values in a sandbox's JavaScript heap, by their handles. Nothing that it reads is trusted: an address that the guest made up leads
/// nowhere but into the guest's own memory.
/// </summary>
/// <remarks>Where the sandbox stops meanwhile, a <see cref="StoppedException"/> ends what the host was about.</remarks>
internal readonly struct Heap(Sandbox sandbox, JavaScriptProcess process)
{
    private const int WordBytes = 4;

    /// <summary>Bytes that are copied for a tick.</summary>
    private const int BytesPerTick = 16;

    private EngineExports Engine => process.Engine;

    /// <summary>Calls a function of the engine.</summary>
    /// <exception cref="StoppedException">The sandbox stopped.</exception>
    internal int Call(GuestFunction function, params ReadOnlySpan<int> arguments)
    {
        var result = sandbox.Call(function, arguments);
        return result.Stop is null ? result.Value : throw new StoppedException(result.Stop);
    }

    /// <summary>Calls a JavaScript function with text; gives the handle of what it returned, or null when it threw.</summary>
    /// <remarks>What it threw is left for the engine, or for <see cref="TakeException"/>.</remarks>
    internal int? Invoke(int function, params ReadOnlySpan<int> values)
    {
        var list = values.IsEmpty ? 0 : Allocate(WordBytes * values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            sandbox.Memory.Write((uint)(list + (WordBytes * i)), values[i]);
        }

        var undefined = Call(Engine.Undefined);
        var result = Call(Engine.Call, function, undefined, values.Length, list);
        Free(undefined);
        if (list != 0)
        {
            Call(Engine.Free, list);
        }

        if (Call(Engine.IsException, result) == 0)
        {
            return result;
        }

        Free(result);
        return null;
    }

    /// <summary>The handle of the error that was thrown last.</summary>
    internal int TakeException() => Call(Engine.TakeException);

    /// <summary>Frees a handle.</summary>
    internal void Free(int value) => Call(Engine.FreeValue, value);

    /// <summary>Allocates memory for the engine.</summary>
    /// <exception cref="StoppedException">There is none left.</exception>
    internal int Allocate(int bytes)
    {
        var address = Call(Engine.Allocate, bytes);
        return address != 0 ? address : throw Stopped(new Stop.Trapped("there is no memory for what the host answers"));
    }

    /// <summary>Puts bytes into the engine's memory, with a zero byte behind.</summary>
    internal int Put(ReadOnlySpan<byte> bytes)
    {
        Charge(bytes.Length);
        var address = Allocate(bytes.Length + 1);
        var place = sandbox.Memory.Bytes((uint)address, (uint)bytes.Length + 1);
        bytes.CopyTo(place);
        place[^1] = 0;
        return address;
    }

    /// <summary>A new string.</summary>
    /// <param name="utf8">UTF-8; what is none is read as the engine reads it.</param>
    internal int NewString(ReadOnlySpan<byte> utf8)
    {
        var address = Put(utf8);
        var value = Call(Engine.NewString, address, utf8.Length);
        Call(Engine.Free, address);
        return value;
    }

    /// <summary>A new string.</summary>
    internal int NewString(string text) => NewString(Encoding.UTF8.GetBytes(text));

    /// <summary>A new ArrayBuffer.</summary>
    internal int NewArrayBuffer(ReadOnlySpan<byte> bytes)
    {
        var address = Put(bytes);
        var value = Call(Engine.NewArrayBuffer, address, bytes.Length);
        Call(Engine.Free, address);
        return value;
    }

    /// <summary>A new array of values, whose handles it takes.</summary>
    internal int NewArray(params ReadOnlySpan<int> values)
    {
        var array = Call(Engine.NewArray);
        for (var i = 0; i < values.Length; i++)
        {
            Call(Engine.SetElement, array, i, values[i]);
            Free(values[i]);
        }

        return array;
    }

    /// <summary>The bytes of a string, copied; of another value, the string that it converts to.</summary>
    /// <param name="value">The value.</param>
    /// <param name="limit">How many bytes there may be.</param>
    /// <returns>UTF-8, or null when the value cannot be converted or is longer.</returns>
    internal byte[]? Read(int value, int limit)
    {
        var address = Call(Engine.StringBytes, value, (int)process.Scratch);
        if (address == 0)
        {
            return null;
        }

        var length = sandbox.Memory.ReadUInt32(process.Scratch);
        if (length <= limit)
        {
            Charge(length);
        }

        var bytes = length <= limit ? sandbox.Memory.Bytes((uint)address, length).ToArray() : null;
        Call(Engine.FreeStringBytes, address);
        return bytes;
    }

    /// <summary>The bytes of an ArrayBuffer, in the guest's memory; empty for any other value. Valid until the guest runs.</summary>
    internal Span<byte> BytesOf(int value)
    {
        if (Call(Engine.IsArrayBuffer, value) == 0)
        {
            return [];
        }

        var address = Call(Engine.ArrayBufferBytes, value, (int)process.Scratch);
        return address == 0 ? [] : sandbox.Memory.Bytes((uint)address, sandbox.Memory.ReadUInt32(process.Scratch));
    }

    /// <summary>Throws an Error in the guest.</summary>
    internal void Throw(string message)
    {
        var error = Call(Engine.NewError);
        Set(error, "message", NewString(message));
        Call(Engine.Throw, error);
        Free(error);
    }

    /// <summary>Sets a property to a value, whose handle it takes.</summary>
    internal void Set(int target, string name, int value)
    {
        var key = Put(Encoding.UTF8.GetBytes(name));
        Call(Engine.SetProperty, target, key, value);
        Call(Engine.Free, key);
        Free(value);
    }

    /// <summary>The handle of a property's value.</summary>
    internal int Get(int target, string name)
    {
        var key = Put(Encoding.UTF8.GetBytes(name));
        var value = Call(Engine.GetProperty, target, key);
        Call(Engine.Free, key);
        return value;
    }

    private void Charge(long bytes)
    {
        if (!sandbox.Charge(bytes / BytesPerTick))
        {
            throw Stopped(new Stop.Cancelled());
        }
    }

    /// <summary>The sandbox ends when it comes back from the host, for this reason unless it has one.</summary>
    private StoppedException Stopped(Stop reason)
    {
        sandbox.RequestStop(reason);
        return new StoppedException(reason);
    }
}
