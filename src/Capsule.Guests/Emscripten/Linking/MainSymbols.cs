using System.Text;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>What libraries may bind to in the main module: the only symbols that are given to them.</summary>
/// <param name="Functions">The slot of each function in the function table.</param>
/// <param name="Data">The address of each datum.</param>
internal sealed record MainSymbols(IReadOnlyDictionary<string, uint> Functions, IReadOnlyDictionary<string, int> Data)
{
    /// <summary>Two lists, each with its count (u32): value (u32), length of the name (u32), name in UTF-8.</summary>
    internal byte[] Write()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Functions.Count);
        foreach (var (name, slot) in Functions.OrderBy(function => function.Value).ThenBy(function => function.Key, StringComparer.Ordinal))
        {
            Write(writer, (int)slot, name);
        }

        writer.Write(Data.Count);
        foreach (var (name, address) in Data.OrderBy(datum => datum.Key, StringComparer.Ordinal))
        {
            Write(writer, address, name);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write()"/> gave.</summary>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    internal static MainSymbols Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var functions = ReadList(reader).ToDictionary(symbol => symbol.Name, symbol => (uint)symbol.Value, StringComparer.Ordinal);
        return new MainSymbols(functions, ReadList(reader).ToDictionary(symbol => symbol.Name, symbol => symbol.Value, StringComparer.Ordinal));
    }

    private static void Write(BinaryWriter writer, int value, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        writer.Write(value);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static IEnumerable<(string Name, int Value)> ReadList(BinaryReader reader)
    {
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var value = reader.ReadInt32();
            yield return (Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32())), value);
        }
    }
}
