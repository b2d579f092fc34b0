using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

public sealed class TypeScriptTests(RuntimeFixture fixture) : IDisposable
{
    private readonly NodeProject project = new(fixture.Runtime);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_program_of_typed_modules_runs()
    {
        project.Write("shapes.ts",
            """
            export enum Kind { Circle = "circle", Square = "square" }
            export namespace Area { export const of = (size: number): number => size * size; }
            export interface Shape { kind: Kind; readonly size: number }
            export abstract class Base<T extends Shape> {
              constructor(protected readonly shape: T, public name?: string) {}
              abstract describe(): string;
            }
            export type Only = { a: 1 };
            """);
        project.Write("main.ts",
            """
            import { task, type TaskOptions } from "@capsule-run/sdk";
            import { Area, Base, Kind, Shape, type Only } from "./shapes.js";

            class Square extends Base<Shape> {
              override describe(): string { return `${this.shape.kind} of ${Area.of(this.shape.size)}`; }
            }

            const options: TaskOptions = { name: "main", compute: "LOW" };
            export const main = task(options, async (size: number): Promise<string> => {
              const shape = { kind: Kind.Square, size: size as number } satisfies Shape;
              let maybe: Only | undefined;
              return new Square(shape!).describe() + (maybe?.a ?? "");
            });
            """);
        Assert.Equal("\"square of 9\"", (await project.RunAsync("main.ts", null, null, 3)).Json());
    }

    [Theory]
    [InlineData("main.mts", "export const main = (): number => 1 as number")]
    [InlineData("main.cts", "const one: number = 1; module.exports = { main: (): number => one }")]
    [InlineData("main.tsx", "export const main = <T,>(x: T): number => 1")]
    [InlineData("main.ts", "const n: number = await Promise.resolve(1); export default (): number => n")]
    public async Task Each_ending_of_TypeScript_is_compiled(string file, string source)
    {
        project.Write(file, source);
        Assert.Equal("1", (await project.RunAsync(file)).Json());
    }

    [Fact]
    public async Task An_error_names_the_lines_as_they_were_written()
    {
        project.Write("check.ts",
            """
            interface Long {
              a: string;
              b: number;
            }

            export enum Level { Low, High }

            export function check(level: Level): never {
              throw new RangeError(`level ${level}`);
            }
            """);
        project.Write("main.ts",
            """
            import { check, Level } from "./check";

            type Nothing = {
              at: "all";
            };

            export async function main(): Promise<Nothing> {
              return check(Level.High);
            }
            """);
        var traceback = (await project.RunAsync("main.ts")).Error!.Traceback!;
        Assert.Contains("at check (/workspace/check.ts:9:", traceback, StringComparison.Ordinal);
        Assert.Contains("at main (/workspace/main.ts:8:", traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_has_the_line_where_it_is_declared()
    {
        project.Write("main.ts",
            """
            import { task } from "@capsule-run/sdk";
            interface Gone {
              a: string;
            }
            export const main = task({ name: "main" }, (): number => 1);
            """);
        Assert.Equal(5, Assert.Single((await project.LoadAsync("main.ts")).Get().Manifest.Tasks).Line);
    }

    [Theory]
    [InlineData("main.ts", "export const main = (x: ) => 1", "SyntaxError", "(/workspace/main.ts:1:25)")]
    [InlineData("main.tsx", "export const main = () => <b>1</b>", "JSX is not supported", "main.tsx:1:")]
    [InlineData("main.ts", "const d = (x: any) => x;\n@d\nclass A {}\nexport const main = () => 1", "decorators are not supported", "main.ts:2")]
    public async Task What_cannot_be_compiled_says_why_and_where(string file, string source, params string[] expected)
    {
        project.Write(file, source);
        var error = (await project.RunAsync(file)).Error!;
        Assert.Equal(ErrorType.BuildError, error.Type);
        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_that_are_made_to_break_a_compiler_end_in_an_error()
    {
        string[] sources =
        [
            $"const x = {new string('(', 20_000)}1{new string(')', 20_000)}; export const main = () => x",
            $"type A = {new string('[', 50_000)}1{new string(']', 50_000)}; export const main = () => 1",
            $"export const main = () => {string.Join(" + ", Enumerable.Repeat("(1 as any)", 100_000))}",
            "export const main = () => `" + string.Concat(Enumerable.Repeat("${`", 10_000)),
            "/*" + new string('x', 5_000_000) + "*/ export const main = () => 1",
        ];
        foreach (var source in sources)
        {
            project.Write("main.ts", source);
            var loaded = await project.LoadAsync("main.ts");
            Assert.True(loaded.Failure is null or { Type: ErrorType.BuildError }, loaded.Failure?.Message);
        }

        project.Write("main.ts", "export const main = (): number => 42");
        Assert.Equal("42", (await project.RunAsync("main.ts")).Json());
    }

    [Fact]
    public async Task Compiling_is_paid_by_the_program_and_costs_the_same_each_time()
    {
        project.Write("part.ts", string.Join('\n', Enumerable.Range(0, 300).Select(i => $"export const v{i}: number = {i} as number;")));
        project.Write("main.ts", "export const main = async (): Promise<number> => (await import('./part.ts')).v7");
        var first = await project.RunAsync("main.ts");
        var second = await project.RunAsync("main.ts");
        Assert.Equal("7", first.Json());
        Assert.True(first.Execution.FuelConsumed > 5_000_000, $"{first.Execution.FuelConsumed}");
        Assert.Equal(first.Execution.FuelConsumed, second.Execution.FuelConsumed);
    }

    [Fact]
    public async Task An_artifact_runs_and_is_compiled_again_where_its_snapshot_does_not_fit()
    {
        project.Write("main.ts", "export const main = (n: number): number => n * 2");
        var artifact = ArtifactReader.Read((await project.LoadAsync("main.ts")).Get().Export(), "a.wasm").Get();
        var foreign = artifact with { Info = artifact.Info with { ImageId = "another" } };
        foreach (var one in new[] { artifact, foreign })
        {
            LoadedProgram program = (await fixture.Runtime.LoadAsync(one, new RunOptions(), TestContext.Current.CancellationToken)).Get();
            var call = new TaskCall { Args = [System.Text.Json.JsonSerializer.SerializeToElement(21)] };
            Assert.Equal("42", (await fixture.Runtime.RunAsync(program, call, new RunOptions(), TestContext.Current.CancellationToken)).Json());
        }
    }
}
