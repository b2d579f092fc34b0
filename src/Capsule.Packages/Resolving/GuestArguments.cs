using System.Text;
using System.Text.Json;
using Capsule.Packages.Indexes;

namespace Capsule.Packages.Resolving;

/// <summary>Arguments of the tasks in <c>Guest/</c>.</summary>
internal static class GuestArguments
{
    internal static JsonElement Text(string? text) => Write(writer => writer.WriteStringValue(text));

    internal static JsonElement Number(long number) => Write(writer => writer.WriteNumberValue(number));

    internal static JsonElement Texts(IEnumerable<string> texts) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    });

    internal static JsonElement Names(IEnumerable<(string Name, string Value)> pairs) => Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in pairs)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    });

    /// <summary>The names of an index's login, or null.</summary>
    internal static JsonElement Login(PackageIndex index, int place) => Write(writer => WriteLogin(writer, index, place));

    internal static JsonElement Indexes(IReadOnlyList<PackageIndex> indexes) => Write(writer =>
    {
        writer.WriteStartArray();
        for (var i = 0; i < indexes.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("url", indexes[i].Url.AbsoluteUri);
            writer.WritePropertyName("login");
            WriteLogin(writer, indexes[i], i);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void WriteLogin(Utf8JsonWriter writer, PackageIndex index, int place)
    {
        if (IndexLogin.Of(index, place) is not { } login)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("user", login.UserVariable);
        writer.WriteString("password", login.PasswordVariable);
        writer.WriteEndObject();
    }

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            write(writer);
        }

        return JsonElement.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
