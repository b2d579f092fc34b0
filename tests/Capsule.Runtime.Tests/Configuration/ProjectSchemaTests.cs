using System.Text.Json;
using Capsule.Options;
using Capsule.Runtime.Configuration;
using NJsonSchema;

namespace Capsule.Runtime.Tests.Configuration;

/// <summary>The schema of capsule.toml that editors use, held against what reads the file.</summary>
public sealed class ProjectSchemaTests
{
    private static readonly string[] Values =
    [
        "0", "1", "5", "64", "65", "100", "101", "-1", "0.5", "1.5", "10000", "10001", "400000000", "true", "false", "[]", "{}", "\"\"", "\"LOW\"", "\"medium\"",
        "\"LOWEST\"", "\"64MB\"", "\"0.5 GiB\"", "\".5GB\"", "\"1.GB\"", "\"64M\"", "\"5\"", "\"5B\"", "\"1h30m\"", "\"500ms\"", "\"30m1h\"", "\"1.5\"", "\"soon\"",
        "[\"./data\"]", "[\"\"]", "[\"a.py\"]", "[5]",
        "{\"KEY\": [\"api.example.org\"]}", "{\"KEY\": []}", "{\"KEY\": {\"hosts\": [\"api.example.org\"], \"in\": [\"body\"]}}",
        "{\"KEY\": {\"hosts\": [\"api.example.org\"], \"in\": []}}", "{\"KEY\": {\"in\": [\"body\"]}}", "{\"KEY\": 5}",
        "{\"max\": 5, \"backoff\": \"linear\", \"initial\": 0, \"max_delay\": \"1m\", \"jitter\": true, \"on\": [\"timeout\", \"task_error:KeyError\"]}",
        "[{\"url\": \"https://packages.example.com/\", \"hosts\": [\"files.example.com\"]}]", "[{\"url\": \"\"}]", "[{\"hosts\": []}]",
        "{\"max\": 101}", "{\"backoff\": \"none\"}", "{\"initial\": \"never\"}", "{\"on\": [\"bad_luck\"]}", "{\"maximum\": 5}",
    ];

    public static TheoryData<string, string> Keys { get; } =
        [.. ProjectKey.Sections.SelectMany(section => section.Value.Select(key => (section.Key, key.Name)))];

    [Fact]
    public async Task The_schema_has_the_keys_that_the_reader_knows()
    {
        var schema = await ReadAsync();

        Assert.Equal(ProjectKey.Sections.Keys.Order(StringComparer.Ordinal), schema.Properties.Keys.Order(StringComparer.Ordinal));
        Assert.All(ProjectKey.Sections, section => Assert.Equal(
            section.Value.Select(key => key.Name).Order(StringComparer.Ordinal),
            schema.Properties[section.Key].ActualSchema.Properties.Keys.Order(StringComparer.Ordinal)));
        Assert.NotEmpty(schema.Validate("""{"workflow": {"entrypont": "main.py"}}"""));
        Assert.NotEmpty(schema.Validate("""{"workfow": {}}"""));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task The_schema_takes_the_values_that_the_reader_takes(string section, string name)
    {
        var schema = await ReadAsync();
        var key = ProjectKey.Sections[section].Single(key => key.Name == name);
        string[] accepted = [.. Values.Where(value => key.Apply(new ProjectFile(), OptionValues.FromJson(JsonDocument.Parse(value).RootElement)) is not null)];

        Assert.NotEmpty(accepted);
        Assert.Equal(accepted, Values.Where(value => schema.Validate($$"""{ "{{section}}": { "{{name}}": {{value}} } }""").Count == 0));
    }

    [Theory]
    [InlineData(true, "report.py", "web/render.ts", ".hidden/a.mjs", "a b.py")]
    [InlineData(false, "a.py", "a.py")]
    [InlineData(false, "../a.py")]
    [InlineData(false, "/a.py")]
    [InlineData(false, "./a.py")]
    [InlineData(false, "web/../a.py")]
    [InlineData(false, "web//a.py")]
    [InlineData(false, "a\n.py")]
    [InlineData(false, "a.txt")]
    public async Task Programs_of_a_project_are_different_files_in_it(bool areTaken, params string[] files)
    {
        var (schema, value) = (await ReadAsync(), JsonSerializer.SerializeToElement(files));
        var key = ProjectKey.Sections["workflow"].Single(key => key.Name == "programs");

        Assert.Equal(areTaken, key.Apply(new ProjectFile(), OptionValues.FromJson(value)) is not null);
        Assert.Equal(areTaken, schema.Validate($$"""{ "workflow": { "programs": {{value}} } }""").Count == 0);
    }

    private static Task<JsonSchema> ReadAsync() => JsonSchema.FromFileAsync(
        Path.Combine(Checkout.Root, "docs", "reference", "capsule-toml.schema.json"), TestContext.Current.CancellationToken);
}
