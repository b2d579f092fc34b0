using System.Text.Json;
using Capsule.Server.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Capsule.Server.OpenApi;

/// <summary>The OpenAPI document of the server's routes: of each what the route table says, and its <see cref="ApiOperation"/>.</summary>
internal sealed class ApiDocument(IEnumerable<EndpointDataSource> sources)
{
    private static readonly Dictionary<string, string> PathParameters = new(StringComparer.Ordinal)
    {
        ["id"] = "Its id.",
        ["version"] = "The version: 64 hexadecimal digits.",
        ["name"] = "Its name.",
    };

    /// <summary>Writes the document. The same routes are the same text, in whatever order they were mapped.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Capsule");
        json.WriteString("version", "1");
        json.WriteString("description", "Runs code and programs in sandboxes. docs/reference/http-api.md says more of each route.");
        json.WriteEndObject();
        json.WriteStartObject("paths");
        foreach (var path in Routes().GroupBy(route => "/" + route.RoutePattern.RawText!.Trim('/')).OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(path.Key);
            foreach (var route in path.OrderBy(MethodOf, StringComparer.Ordinal))
            {
                json.WritePropertyName(MethodOf(route));
                WriteOperation(json, route, route.Metadata.GetMetadata<ApiOperation>()!);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteComponents(json);
        json.WriteEndObject();
    }

    private IEnumerable<RouteEndpoint> Routes() =>
        sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(route => route.Metadata.GetMetadata<ApiOperation>() is not null);

    private static string MethodOf(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0].ToLowerInvariant();

    private static void WriteOperation(Utf8JsonWriter json, RouteEndpoint route, ApiOperation operation)
    {
        json.WriteStartObject();
        json.WriteString("operationId", operation.Id);
        json.WriteString("summary", operation.Summary);
        if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            json.WriteStartArray("security");
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("x-role", route.Metadata.GetMetadata<IAuthorizeData>()?.Policy);
        }

        WriteParameters(json, route.RoutePattern.Parameters, operation.Parameters);
        if (operation.Body is not null || operation.OtherBody is not null)
        {
            json.WriteStartObject("requestBody");
            json.WriteStartObject("content");
            if (operation.Body is { } body)
            {
                WriteContent(json, "application/json", body);
            }

            if (operation.OtherBody is { } other)
            {
                json.WriteStartObject(other);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        WriteAnswers(json, operation);
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, IReadOnlyList<RoutePatternParameterPart> path, IReadOnlyList<ApiParameter> others)
    {
        json.WriteStartArray("parameters");
        foreach (var parameter in path.Select(part => new ApiParameter("path", part.Name, PathParameters[part.Name])).Concat(others))
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("in", parameter.Place);
            if (parameter.Place == "path")
            {
                json.WriteBoolean("required", true);
            }

            json.WriteString("description", parameter.Meaning);
            json.WriteStartObject("schema");
            json.WriteString("type", parameter.Type);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAnswers(Utf8JsonWriter json, ApiOperation operation)
    {
        json.WriteStartObject("responses");
        foreach (var (status, meaning, schema) in operation.Answers)
        {
            json.WriteStartObject(status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("description", meaning);
            if (schema is not null || operation.ContentType is not null)
            {
                json.WriteStartObject("content");
                WriteContent(json, operation.ContentType ?? "application/json", schema);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteStartObject("default");
        json.WriteString("description", "It did not succeed.");
        json.WriteStartObject("content");
        WriteContent(json, Problems.ContentType, "Problem");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, string type, string? schema)
    {
        json.WriteStartObject(type);
        json.WriteStartObject("schema");
        if (schema is null)
        {
            json.WriteString("type", "string");
        }
        else
        {
            json.WriteString("$ref", $"#/components/schemas/{schema}");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter json)
    {
        using var schemas = typeof(ApiDocument).Assembly.GetManifestResourceStream("schemas.json")!;
        using var text = JsonDocument.Parse(schemas);
        json.WriteStartObject("components");
        json.WritePropertyName("schemas");
        text.WriteTo(json);
        json.WriteStartObject("securitySchemes");
        json.WriteStartObject("apiKey");
        json.WriteString("type", "http");
        json.WriteString("scheme", "bearer");
        json.WriteString("description", "An API key: capsule_ID_SECRET.");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("security");
        json.WriteStartObject();
        json.WriteStartArray("apiKey");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
