using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime.Tests.Tools;

public sealed class TypeScriptStubsTests
{
    private readonly ToolCollection tools = new()
    {
        { "ping", () => { } },
        {
            "order",
            [Description("Orders \"things\".\nOnce.")] (string customer, Line[] lines, Speed? speed, int? limit, bool dry = false) =>
                new Dictionary<string, double>()
        },
    };

    private enum Speed
    {
        Slow,
        Fast,
    }

    [Fact]
    public void Stubs_have_the_types_of_the_schema() => Assert.Equal(
        """
        import "@capsule-run/sdk";

        declare module "@capsule-run/sdk" {
          interface Tools {
            /**
             * Orders "things".
             * Once.
             */
            order(args: {
              customer: string;
              lines: {
                article: string;
                count?: number;
              }[];
              speed: "Slow" | "Fast" | null;
              limit: number | null;
              dry?: boolean;
            }): Promise<Record<string, number>>;
            ping(): Promise<any>;
          }
        }

        """, tools.ToStubFile(GuestLanguage.JavaScript));

    [Theory]
    [InlineData("""{"type": "string", "nullable": true}""", "string | null")]
    [InlineData("""{"type": ["integer", "null"]}""", "number | null")]
    [InlineData("""{"enum": ["a", 1, true, null]}""", "\"a\" | 1 | true | null")]
    [InlineData("""{"const": "a\"*/\u2028\n"}""", "\"a\\\"*/\\u{2028}\\u{a}\"")]
    [InlineData("""{"type": "array", "items": {"enum": ["a", "b"]}}""", "(\"a\" | \"b\")[]")]
    [InlineData("""{"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"}]}}""", "(string | number)[]")]
    [InlineData("""{"type": "array"}""", "any[]")]
    [InlineData("""{"type": "object", "additionalProperties": {"type": "boolean"}}""", "Record<string, boolean>")]
    [InlineData("""{"allOf": [{"type": "integer"}]}""", "number")]
    [InlineData("""{"oneOf": [{"type": "string"}, {}]}""", "any")]
    [InlineData("""{"type": 7, "enum": "a", "anyOf": {}, "required": 1}""", "any")]
    [InlineData("""{"enum": [{"a": 1}]}""", "any")]
    public void A_schema_has_a_type(string schema, string type) => Assert.Contains(
        $"Promise<{type}>;", Stub("", "{}", schema), StringComparison.Ordinal);

    [Fact]
    public void Names_that_are_none_are_in_quotes() => Assert.Contains(
        """
        one(args: {
          a: string;
          "x-y"?: any;
          "*/ } evil: \u{2028}"?: any;
          [name: string]: unknown;
        })
        """.ReplaceLineEndings("\n    "),
        Stub("", """
            {"type": "object", "required": ["a", "gone"], "additionalProperties": true,
             "properties": {"a": {"type": "string"}, "x-y": {}, "*/ } evil: \u2028": true}}
            """),
        StringComparison.Ordinal);

    [Fact]
    public void No_description_ends_its_comment_or_steers_the_compiler()
    {
        var stub = Stub("a */ declare const evil: 1; /* @ts-nocheck \u202e\u2028 b", "{}");
        Assert.Equal(1, stub.Split("*/").Length - 1);
        Assert.DoesNotContain("@ts-", stub, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', stub);
        Assert.DoesNotContain('\u2028', stub);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_hostile_schema_gives_a_bounded_text(string language)
    {
        var many = string.Join(",", Enumerable.Range(0, 200).Select(index => $"\"a{index}\": {{\"$ref\": \"#/$defs/one\"}}"));
        var name = new string('n', 100_000);
        var schema = $$"""
            {"type": "object", "properties": {"x": {"$ref": "#/$defs/one"}, "{{name}}": {"enum": ["{{name}}"], "description": "{{name}}"} },
             "$defs": {"one": {"type": "object", "description": "{{name}}", "properties": { {{many}} } } } }
            """;
        Assert.InRange(Stub(name, schema, schema, GuestLanguage.OfName(language)!).Length, 100, 500_000);
    }

    public static TheoryData<string> Languages => [.. GuestLanguage.All.Select(language => language.Name)];

    [Fact]
    public async Task The_compiler_checks_what_code_calls()
    {
        using var folder = new TemporaryFolder();
        await ToolFolder.WriteProjectAsync(folder.Path, tools.ToStubFile(GuestLanguage.JavaScript));
        var code = """
            import { tools } from "@capsule-run/sdk";
            const prices: Record<string, number> = await tools.order({ customer: "a", lines: [{ article: "b" }], speed: "Fast", limit: null });
            await tools.ping();
            export default prices;
            """;
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "main.ts"), code, TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), await NpmFolder.CompileAsync(folder.Path));
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "main.ts"),
            code.Replace("\"Fast\"", "\"fast\"", StringComparison.Ordinal).Replace("tools.ping", "tools.pong", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        var (exitCode, errors) = await NpmFolder.CompileAsync(folder.Path);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("main.ts(2,", errors, StringComparison.Ordinal);
        Assert.Contains("'pong' does not exist", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_types_of_the_sdk_are_strict()
    {
        using var folder = new TemporaryFolder();
        await ToolFolder.WriteProjectAsync(folder.Path, "export {};");
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "main.ts"),
            """
            import { sleep, task, TaskError, tools, waitForSignal, type TaskOptions, type TaskResult } from "@capsule-run/sdk";

            const options: TaskOptions = { compute: "LOW", ram: "64MB", timeout: 500, maxRetries: 2, allowedHosts: ["a.b"], secrets: { KEY: ["a.b"] } };
            const double = task({ name: "double", ...options }, async (n: number, by?: { factor: number }) => n * (by?.factor ?? 2));
            export const main = task("main", async (names: string[]): Promise<number> => {
              const one: TaskResult<number> = await double(1, { factor: 3 });
              const many: TaskResult<number>[] = await double.map([1, 2], { concurrency: 2 });
              const run = double.start(4);
              run.cancel();
              await sleep("1s");
              const { by } = await waitForSignal<{ by: string }>("approved", { timeout: "1h" });
              try { (await run).unwrap(); } catch (error) { if (error instanceof TaskError) console.log(error.errorType, by); }
              // @ts-expect-error a task's arguments have their types
              await double("1");
              // @ts-expect-error and so have its options
              task({ name: "x", computee: "LOW" }, () => 1);
              return one.unwrap() + many.length + names.length + (await tools.anything({ a: 1 }));
            });
            """,
            TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), await NpmFolder.CompileAsync(folder.Path));
    }

    [Fact]
    public async Task The_compiler_takes_what_a_hostile_server_describes()
    {
        using var folder = new TemporaryFolder();
        var hostile = Stub("*/ evil /* @ts-nocheck", """
            {"type": "object", "required": [1, "__proto__"], "properties": {"__proto__": {"enum": ["*/", "\u0000", 1e400, -0.0]},
             "constructor": {"const": "`${x}`"}, "a\nb": {"description": "*/}}", "type": "array", "items": {"anyOf": [{"const": null}, {"type": "object"}]}},
             "\ud83d\ude00": {"type": "object", "properties": {}, "additionalProperties": false}}}
            """);
        await ToolFolder.WriteProjectAsync(folder.Path, hostile);
        Assert.Equal((0, ""), await NpmFolder.CompileAsync(folder.Path));
    }

    private static string Stub(string description, string parameters, string? result = null, GuestLanguage? language = null) =>
        new ToolCollection { new HostTool(new Described(description, JsonElement.Parse(parameters), result is null ? null : JsonElement.Parse(result))) }
            .ToStubFile(language ?? GuestLanguage.JavaScript);

    private sealed record Line(string Article, int Count = 1);

    private sealed class Described(string description, JsonElement parameters, JsonElement? result) : AIFunction
    {
        public override string Name => "one";

        public override string Description => description;

        public override JsonElement JsonSchema => parameters;

        public override JsonElement? ReturnJsonSchema => result;

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => default;
    }
}
