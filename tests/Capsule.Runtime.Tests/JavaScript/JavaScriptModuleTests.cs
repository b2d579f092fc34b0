using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

public sealed class JavaScriptModuleTests(RuntimeFixture fixture) : IDisposable
{
    private readonly NodeProject project = new(fixture.Runtime);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Modules_are_found_by_their_paths_and_JSON_is_one()
    {
        project.Write("lib/a.js", "import { b } from './b'; export const a = () => b + 1; export { default as config } from '../config.json';");
        project.Write("lib/b.js", "export const b = 41; export const where = import.meta.url;");
        project.Write("config.json", """{"name": "x", "__proto__": 1}""");
        var envelope = await project.RunTextAsync(
            """
            import { a, config } from "./lib/a.js";
            import * as b from "./lib/b.js";
            export const main = () => [a(), config.name, b.where, import.meta.filename, Object.hasOwn(config, "__proto__")];
            """);
        Assert.Equal("""[42,"x","file:///workspace/lib/b.js","/workspace/main.js",true]""", envelope.Json());
    }

    [Fact]
    public async Task Modules_that_import_each_other_work()
    {
        project.Write("even.js", "import { odd } from './odd.js'; export const even = (n) => n === 0 || odd(n - 1);");
        project.Write("odd.js", "import { even } from './even.js'; export const odd = (n) => n !== 0 && even(n - 1);");
        Assert.Equal("true", (await project.RunTextAsync("import { even } from './even.js'; export const main = () => even(10)")).Json());
    }

    [Fact]
    public async Task CommonJS_is_required_and_imported_with_its_names()
    {
        project.Write("old/index.js", "const { two } = require('./two.cjs'); exports.sum = (n) => n + two; exports.name = __filename;");
        project.Write("old/two.cjs", "module.exports = { two: require('./data.json').two };");
        project.Write("old/data.json", """{"two": 2}""");
        var envelope = await project.RunTextAsync(
            "import old, { sum, name } from './old/index.js'; export const main = () => [sum(40), name, old.sum === sum];");
        Assert.Equal("""[42,"/workspace/old/index.js",true]""", envelope.Json());
    }

    [Theory]
    [InlineData("""{"name": "pack", "exports": {"import": "./esm.js", "require": "./cjs.cjs"}}""", "esm")]
    [InlineData("""{"name": "pack", "exports": {".": [{"unknown": "./none.js"}, {"node": {"import": "./esm.js"}}]}}""", "esm")]
    [InlineData("""{"name": "pack", "type": "module", "main": "./esm.js"}""", "esm")]
    [InlineData("""{"name": "pack", "main": "./cjs"}""", "cjs")]
    [InlineData("""{"name": "pack"}""", "index")]
    public async Task A_package_says_what_is_imported(string package, string expected)
    {
        Install("pack", package);
        Assert.Equal($"\"{expected}\"", (await project.RunTextAsync("import pack from 'pack'; export const main = () => pack")).Json());
    }

    [Fact]
    public async Task Packages_have_parts_and_scopes_and_packages_of_their_own()
    {
        Install("@scope/pack", """{"name": "@scope/pack", "exports": {"./parts/*": "./parts/*.js", "./parts/hidden": null}}""");
        project.Write("node_modules/@scope/pack/parts/one.js", "export { default } from 'inner';");
        project.Write("node_modules/@scope/pack/node_modules/inner/index.js", "module.exports = 'nearest';");
        project.Write("node_modules/inner/index.js", "module.exports = 'farther';");
        Assert.Equal("\"nearest\"", (await project.RunTextAsync("import one from '@scope/pack/parts/one'; export const main = () => one")).Json());
        var hidden = await project.RunTextAsync("import one from '@scope/pack/parts/hidden'; export const main = () => one");
        Assert.Contains("Package subpath './parts/hidden' is not defined by \"exports\"", hidden.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import x from 'nothing'; export const main = () => x", "Cannot find package 'nothing' imported from /workspace/main.js")]
    [InlineData("import x from './nothing.js'; export const main = () => x", "Cannot find module './nothing.js' imported from /workspace/main.js")]
    [InlineData("import x from 'node:nothing'; export const main = () => x", "'node:nothing' is not there in a sandbox")]
    [InlineData("import { x } from './main.js'; export const main = () => x", "SyntaxError")]
    [InlineData("export const main = ;", "SyntaxError")]
    [InlineData("throw new TypeError('at once'); export const main = 1", "TypeError: at once")]
    public async Task A_program_that_cannot_be_loaded_says_why(string source, string expected)
    {
        var error = (await project.RunTextAsync(source)).Error!;
        Assert.Equal(ErrorType.BuildError, error.Type);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_is_missing_can_be_caught()
    {
        var envelope = await project.RunTextAsync(
            "export const main = async () => { try { await import('./' + 'none.js') } catch (error) { return error.code } }");
        Assert.Equal("\"ERR_MODULE_NOT_FOUND\"", envelope.Json());
    }

    [Fact]
    public async Task An_artifact_has_all_that_its_program_may_import_and_runs_without_the_folder()
    {
        project.Write("lazy.js", "import { deep } from './deep.js'; export const lazy = () => deep;");
        project.Write("deep.js", "export const deep = 'deep';");
        project.Write("unused.js", "export const unused = 'not part of it';");
        Install("pack", """{"name": "pack", "exports": "./esm.js"}""");
        project.Write("main.js", "export const main = async () => [(await import('./lazy.js')).lazy(), (await import('pack')).default];");
        var program = (await project.LoadAsync("main.js")).Get();
        Assert.DoesNotContain("unused.js", program.Source.Files.Keys);

        var artifact = ArtifactReader.Read(program.Export(), "a.wasm").Get();
        Assert.Equal("javascript", artifact.Info.Language);
        var elsewhere = (await fixture.Runtime.LoadAsync(artifact, new RunOptions(), TestContext.Current.CancellationToken)).Get();
        var envelope = await fixture.Runtime.RunAsync(elsewhere, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.Equal("""["deep","esm"]""", envelope.Json());

        // Where its snapshot does not fit, it is loaded again from its own files.
        var foreign = artifact with { Info = artifact.Info with { ImageId = "another" } };
        var again = (await fixture.Runtime.LoadAsync(foreign, new RunOptions(), TestContext.Current.CancellationToken)).Get();
        envelope = await fixture.Runtime.RunAsync(again, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.Equal("""["deep","esm"]""", envelope.Json());
    }

    [Fact]
    public async Task A_change_of_a_module_is_seen_and_what_is_unchanged_is_not_loaded_again()
    {
        project.Write("part.js", "export const part = 1;");
        project.Write("main.js", "import { part } from './part.js'; console.log('loading'); export const main = () => part;");
        var observer = new RecordingObserver();
        var options = new RunOptions { Observer = observer };
        Assert.Equal("1", (await project.RunAsync("main.js", options)).Json());
        Assert.Equal("1", (await project.RunAsync("main.js", options)).Json());
        Assert.Equal("loading\n", observer.Output);
        project.Write("part.js", "export const part = 2;");
        Assert.Equal("2", (await project.RunAsync("main.js", options)).Json());
        Assert.Equal("loading\nloading\n", observer.Output);
    }

    [Fact]
    public async Task A_program_sees_modules_of_its_folder_and_nothing_else_of_the_host()
    {
        project.Write(".env", "SECRET=1");
        project.Write("notes.txt", "private");
        project.Write("main.js", "export const main = async () => { try { await import('./notes.txt') } catch (error) { return error.code } }");
        var program = (await project.LoadAsync("main.js")).Get();
        Assert.Equal(["main.js"], program.Source.Files.Keys);
        Assert.Equal("\"ERR_MODULE_NOT_FOUND\"", (await project.RunAsync("main.js")).Json());
    }

    private void Install(string name, string package)
    {
        project.Write($"node_modules/{name}/package.json", package);
        project.Write($"node_modules/{name}/esm.js", "export default 'esm';");
        project.Write($"node_modules/{name}/cjs.cjs", "module.exports = 'cjs';");
        project.Write($"node_modules/{name}/index.js", "module.exports = 'index';");
    }
}
