using System.Text;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// How the engine finds modules. Both questions go back to the guest's own loader (guests/javascript/boot/modules.js): it reads package
/// files that strangers wrote, and does so inside of the sandbox and at the guest's cost.
/// </summary>
internal static class ModuleHooks
{
    /// <summary>Threat: a name or a source is copied by the host.</summary>
    private const int NameLimit = 4096;
    private const int SourceLimit = 64 << 20;

    /// <summary>C: <c>char *normalize(const char *base, const char *name)</c>; null with an exception pending where there is no such module.</summary>
    internal static void Resolve(HostCall call)
    {
        var process = call.State<JavaScriptProcess>();
        var heap = new Heap(call.Sandbox, process);
        var from = call.Memory.CString(call.U32(0), NameLimit, out var isLong).ToArray();
        var name = call.Memory.CString(call.U32(1), NameLimit, out var isLonger).ToArray();
        if (isLong || isLonger)
        {
            heap.Throw("the name of a module is too long");
            call.Return(0);
            return;
        }

        if (process.Addresses is not { } addresses)
        {
            call.Return(heap.Put(Encoding.UTF8.GetBytes(BootName(Encoding.UTF8.GetString(from), Encoding.UTF8.GetString(name)))));
            return;
        }

        call.Return(Ask(heap, addresses.Resolve, NameLimit, out _, heap.NewString(name), heap.NewString(from)));
    }

    /// <summary>C: <c>char *load(const char *name, size_t *length)</c>.</summary>
    internal static void Read(HostCall call)
    {
        var process = call.State<JavaScriptProcess>();
        var heap = new Heap(call.Sandbox, process);
        var name = call.Memory.CString(call.U32(0), NameLimit, out _).ToArray();
        if (process.Addresses is { } addresses)
        {
            var source = Ask(heap, addresses.Read, SourceLimit, out var length, heap.NewString(name));
            call.Memory.Write(call.U32(1), length);
            call.Return(source);
            return;
        }

        if (!process.BootModules.TryGetValue(Encoding.UTF8.GetString(name), out var module))
        {
            heap.Throw($"the guest has no module {Encoding.UTF8.GetString(name)}");
            call.Return(0);
            return;
        }

        call.Memory.Write(call.U32(1), module.Length);
        call.Return(heap.Put(module));
    }

    /// <summary>Asks the guest's loader; gives the address of its answer, or 0 with an exception pending.</summary>
    private static int Ask(Heap heap, int function, int limit, out int length, params ReadOnlySpan<int> values)
    {
        length = 0;
        var answer = heap.Invoke(function, values);
        foreach (var value in values)
        {
            heap.Free(value);
        }

        if (answer is not { } text)
        {
            return 0;
        }

        var bytes = heap.Read(text, limit);
        heap.Free(text);
        if (bytes is null)
        {
            heap.Throw("a module is too long");
            return 0;
        }

        length = bytes.Length;
        return heap.Put(bytes);
    }

    /// <summary>While the image is built and the loader is not there: relative to the module that imports it.</summary>
    private static string BootName(string from, string name)
    {
        if (!name.StartsWith('.'))
        {
            return name;
        }

        var parts = from.Split('/')[..^1].ToList();
        foreach (var part in name.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
