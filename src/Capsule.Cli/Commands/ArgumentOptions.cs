using System.CommandLine;
using System.Text;
using System.Text.Json;
using Capsule.Files;
using Capsule.Json;

namespace Capsule.Cli.Commands;

/// <summary>The flags that give arguments as JSON, where strings are not enough.</summary>
internal sealed class ArgumentOptions
{
    private readonly Option<string?> argsJson = new("--args-json")
    {
        Description = "Positional arguments as a JSON array.",
        HelpName = "JSON",
    };

    private readonly Option<string?> argsFile = new("--args-file")
    {
        Description = "A file with positional arguments as a JSON array, or - for standard input.",
        HelpName = "FILE",
    };

    private readonly Option<string?> kwargsJson = new("--kwargs-json")
    {
        Description = "Arguments by name as a JSON object.",
        HelpName = "JSON",
    };

    internal void AddTo(Command command)
    {
        command.Add(argsJson);
        command.Add(argsFile);
        command.Add(kwargsJson);
    }

    /// <summary>Whether arguments are read from standard input.</summary>
    internal bool ReadsInput(ParseResult parsed) => IsInput(parsed.GetValue(argsFile));

    /// <summary>The call that the command line describes.</summary>
    /// <param name="parsed">The flags.</param>
    /// <param name="words">Positional arguments that stand on the command line.</param>
    internal Outcome<TaskCall> Read(ParseResult parsed, IReadOnlyList<string> words)
    {
        if (!ReadArguments(parsed, words).TryGet(out var arguments, out var failure)
            || !ReadJson(parsed.GetValue(kwargsJson) ?? "{}", "--kwargs-json", JsonValueKind.Object)
                .TryGet(out var kwargs, out failure))
        {
            return failure;
        }

        return new TaskCall
        {
            Args = arguments,
            Kwargs = kwargs.EnumerateObject().ToDictionary(member => member.Name, member => member.Value),
            Argv = words,
        };
    }

    private Outcome<JsonElement[]> ReadArguments(ParseResult parsed, IReadOnlyList<string> words)
    {
        var (json, file) = (parsed.GetValue(argsJson), parsed.GetValue(argsFile));
        var sources = (json is null ? 0 : 1) + (file is null ? 0 : 1) + (words.Count > 0 ? 1 : 0);
        if (sources > 1)
        {
            return Failure.Config("give arguments as words, with --args-json or with --args-file, but in one way only");
        }

        if (sources == 0 || words.Count > 0)
        {
            return words.Select(ToJson).ToArray();
        }

        var text = ReadText(json, file);
        return text.TryGet(out var written, out var failure)
            && ReadJson(written, json is null ? "--args-file" : "--args-json", JsonValueKind.Array)
                .TryGet(out var list, out failure)
            ? list.EnumerateArray().ToArray()
            : failure!;
    }

    /// <summary>Threat: arguments that take the memory of the host before any limit of a task holds.</summary>
    private const long FileLimit = 64L << 20;

    private static bool IsInput(string? file) => file is "-" or "/dev/stdin";

    private static Outcome<string> ReadText(string? json, string? file)
    {
        try
        {
            return json ?? (IsInput(file) ? Encoding.UTF8.GetString(InputStream.ReadAll(FileLimit)) : RegularFile.ReadText(file!, FileLimit));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"--args-file {file} cannot be read: {e.Message}");
        }
    }

    private static Outcome<JsonElement> ReadJson(string text, string flag, JsonValueKind kind)
    {
        try
        {
            var value = BoundedJson.Parse(Encoding.UTF8.GetBytes(text), JsonBounds.Message with { WantsText = true });
            return value.ValueKind == kind
                ? value
                : Failure.Config($"{flag} takes a JSON {kind.ToString().ToLowerInvariant()}, and this is none: {text}");
        }
        catch (JsonException e)
        {
            return Failure.Config($"{flag} is no valid JSON: {e.Message}");
        }
    }

    private static JsonElement ToJson(string word)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStringValue(word);
        }

        return JsonDocument.Parse(json.WrittenMemory).RootElement;
    }
}
