using System.Text.Json;
using Capsule.Examples.CodeMode;
using Capsule.Runtime;
using Microsoft.Extensions.AI;

namespace Capsule.Extensions.AI.Tests;

public sealed class CodeInterpreterTests(RuntimeFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_runs_python_and_gets_result_and_output()
    {
        var answer = await AskAsync(fixture.Runtime.CreateCodeTool(), "print('adding')\n20 + 22");
        Assert.Equal("""{"success":true,"result":42,"output":"adding\n"}""", answer);
    }

    [Fact]
    public async Task A_model_gets_the_traceback_of_its_mistake()
    {
        var answer = JsonElement.Parse(await AskAsync(fixture.Runtime.CreateCodeTool(), "x = {}\nx['a']"));
        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Contains("line 2", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_limits_hold()
    {
        var options = new RunOptions { Defaults = TaskPolicy.Default with { Compute = new Compute(10_000_000) } };
        var answer = await AskAsync(fixture.Runtime.CreateCodeTool(options), "while True: pass");
        Assert.Contains("fuel_exhausted", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'y' * 3_000_000")]
    [InlineData("list(range(100_000))")]
    [InlineData("print('x' * 300_000); 'y' * 300_000")]
    [InlineData("print('x' * 300_000); raise ValueError('y' * 30_000)")]
    public async Task An_answer_is_bounded_in_all(string code)
    {
        await using var session = (await fixture.Runtime.TryCreateSessionAsync(SessionOptions.Default, cancellationToken: Cancellation)).OrThrow();
        Assert.InRange((await AskAsync(fixture.Runtime.CreateCodeTool(), code)).Length, 10_000, 20_100);
        Assert.InRange((await AskAsync(session.CreateCodeTool(maxAnswerLength: 5_000), code)).Length, 2_000, 5_100);
    }

    [Fact]
    public async Task A_model_is_told_what_it_may_reach_and_not_how_to_be_granted_more()
    {
        var options = new RunOptions { Defaults = TaskPolicy.Default with { AllowedHosts = ["api.example.org"] } };
        var answer = await AskAsync(
            fixture.Runtime.CreateCodeTool(options), "import urllib.request\nurllib.request.urlopen('http://denied.example.org/')");
        Assert.DoesNotContain("allowed_hosts", answer, StringComparison.Ordinal);
        Assert.Contains("it may reach api.example.org", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_remembers_between_calls()
    {
        await using var session = (await fixture.Runtime.TryCreateSessionAsync(SessionOptions.Default, cancellationToken: Cancellation)).OrThrow();
        var tool = session.CreateCodeTool();
        Assert.Equal("""{"success":true}""", await AskAsync(tool, "x = 6"));
        Assert.Equal("""{"success":true,"result":42}""", await AskAsync(tool, "x * 7"));
    }

    [Fact]
    public async Task Code_calls_the_hosts_functions()
    {
        var tool = fixture.Runtime.CreateCodeModeTool(
        [
            AIFunctionFactory.Create(Shop.ListOrders, "list_orders"), AIFunctionFactory.Create(Shop.GetTotal, "get_total"),
        ]);
        Assert.EndsWith(
            """"
            def get_total(order: int) -> float:
                """What an order costs, in euros."""

            def list_orders(customer: str) -> list[int]:
                """The numbers of a customer's orders."""

            """",
            tool.Description,
            StringComparison.Ordinal);
        var answer = await AskAsync(
            tool, "from capsule import tools\nsum(tools.get_total(order) for order in tools.list_orders('Ada'))");
        Assert.Equal("""{"success":true,"result":63.0}""", answer);
    }

    [Fact]
    public async Task A_model_runs_TypeScript_once_and_in_a_session()
    {
        var once = fixture.Runtime.CreateCodeTool(language: GuestLanguage.JavaScript);
        Assert.Equal("run_typescript", once.Name);
        Assert.Contains("TypeScript source", once.JsonSchema.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"success":true,"result":42,"output":"adding\n"}""", await AskAsync(once, "console.log('adding');\nconst n: number = 22; 20 + n"));
        await using var session = await fixture.Runtime.CreateSessionAsync(
            new SessionOptions { Language = GuestLanguage.JavaScript }, cancellationToken: Cancellation);
        var tool = session.CreateCodeTool();
        Assert.Equal("run_typescript_session", tool.Name);
        Assert.Equal("""{"success":true}""", await AskAsync(tool, "const x: number = 6"));
        Assert.Equal("""{"success":true,"result":42}""", await AskAsync(tool, "x * 7"));
    }

    [Fact]
    public async Task Code_in_TypeScript_calls_the_hosts_functions()
    {
        var tool = fixture.Runtime.CreateCodeModeTool(
            [AIFunctionFactory.Create(Shop.ListOrders, "list_orders"), AIFunctionFactory.Create(Shop.GetTotal, "get_total")],
            language: GuestLanguage.JavaScript);
        Assert.EndsWith(
            """
            declare const tools: {
              /** What an order costs, in euros. */
              get_total(args: {
                order: number;
              }): Promise<number>;
              /** The numbers of a customer's orders. */
              list_orders(args: {
                customer: string;
              }): Promise<number[]>;
            };

            """,
            tool.Description,
            StringComparison.Ordinal);
        var answer = await AskAsync(
            tool,
            """
            import { tools } from "@capsule-run/sdk";
            const orders = await tools.list_orders({ customer: "Ada" });
            const totals = await Promise.all(orders.map((order: number) => tools.get_total({ order })));
            totals.reduce((sum, total) => sum + total, 0)
            """);
        Assert.Equal("""{"success":true,"result":63}""", answer);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        using var stop = new CancellationTokenSource();
        var tool = fixture.Runtime.CreateCodeModeTool([AIFunctionFactory.Create(() => stop.Cancel(), "stop")]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tool.InvokeAsync(
            new AIFunctionArguments { ["code"] = "from capsule import tools\ntools.stop()\nimport time\ntime.sleep(3600)" }, stop.Token).AsTask());
    }

    [Theory]
    [InlineData("code", 42, "the argument 'code' takes source text")]
    [InlineData("source", "1 + 1", "there is no argument 'source'; the code is the argument 'code'")]
    public async Task A_model_is_told_what_is_wrong_with_its_arguments(string name, object value, string error)
    {
        using var model = new ScriptedModel("run_python", new Dictionary<string, object?> { [name] = value });
        var answer = JsonElement.Parse(await AskAsync(fixture.Runtime.CreateCodeTool(), model));
        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Equal($"config_error: {error}", answer.GetProperty("error").GetString());
    }

    [Fact]
    public void A_description_tells_what_the_code_may_reach()
    {
        Assert.Contains("There is no network", fixture.Runtime.CreateCodeTool().Description, StringComparison.Ordinal);
        var options = new RunOptions
        {
            Defaults = TaskPolicy.Default with
            {
                AllowedHosts = ["api.example.org"],
                EnvVariables = ["CITY"],
                Secrets = [new SecretGrant("TOKEN", ["api.example.org"], InHeaders: true, InBody: false)],
            },
            Mounts = [new FolderMount { HostPath = "/srv/data", GuestPath = "data" }],
        };
        foreach (var description in new[]
        {
            fixture.Runtime.CreateCodeTool(options).Description, fixture.Runtime.CreateCodeModeTool(new ToolCollection(), options).Description,
        })
        {
            Assert.Contains("these folders of the user: data (read-only).", description, StringComparison.Ordinal);
            Assert.Contains("go to api.example.org and nowhere else", description, StringComparison.Ordinal);
            Assert.Contains("Environment variables: CITY, TOKEN.", description, StringComparison.Ordinal);
        }

        var script = fixture.Runtime.CreateCodeTool(options, GuestLanguage.JavaScript).Description;
        Assert.Contains("fetch reaches api.example.org and nothing else", script, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(AIFunction tool, string code)
    {
        using var model = new ScriptedModel(tool.Name, new Dictionary<string, object?> { ["code"] = code });
        return await AskAsync(tool, model);
    }

    private static async Task<string> AskAsync(AIFunction tool, ScriptedModel model)
    {
        using var client = new ChatClientBuilder(model).UseFunctionInvocation().Build();
        var answer = await client.GetResponseAsync("please", new ChatOptions { Tools = [tool] }, Cancellation);
        return answer.Text;
    }
}
