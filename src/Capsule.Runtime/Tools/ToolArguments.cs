using System.Text.Json;
using Capsule.Json;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Tools;

/// <summary>Gives a call's arguments the names of the function's parameters, and checks them against its schema.</summary>
internal static class ToolArguments
{
    /// <summary>Reads <c>{"args": […], "kwargs": {…}}</c>.</summary>
    /// <exception cref="GuestRequestException">They are not what the function takes.</exception>
    internal static IReadOnlyDictionary<string, JsonElement> Read(HostTool tool, ReadOnlyMemory<byte> json)
    {
        var root = Parse(json);
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("args", out var args) || args.ValueKind != JsonValueKind.Array
            || !root.TryGetProperty("kwargs", out var kwargs) || kwargs.ValueKind != JsonValueKind.Object)
        {
            throw new GuestRequestException("the arguments of a tool are {\"args\": […], \"kwargs\": {…}}");
        }

        var bound = Bind(tool, args, kwargs);
        return JsonSchemaCheck.FindProblem(tool.Function.JsonSchema, bound) is { } problem
            ? throw new GuestRequestException($"tools.{tool.Name}: {problem}")
            : bound;
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return BoundedJson.Parse(json.Span, JsonBounds.Message);
        }
        catch (JsonException e)
        {
            throw new GuestRequestException($"the arguments of a tool are JSON: {e.Message}");
        }
    }

    private static Dictionary<string, JsonElement> Bind(HostTool tool, JsonElement args, JsonElement kwargs)
    {
        var parameters = tool.Function.JsonSchema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(property => property.Name).ToArray()
            : [];
        if (args.GetArrayLength() > parameters.Length)
        {
            throw new GuestRequestException(
                $"tools.{tool.Name} takes {parameters.Length} arguments, and {args.GetArrayLength()} were given");
        }

        var bound = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters.Zip(args.EnumerateArray()))
        {
            bound.Add(name, value);
        }

        foreach (var argument in kwargs.EnumerateObject())
        {
            if (!bound.TryAdd(argument.Name, argument.Value))
            {
                throw new GuestRequestException($"tools.{tool.Name} got the argument '{argument.Name}' twice");
            }
        }

        return bound;
    }
}
