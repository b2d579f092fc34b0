using Capsule.Runtime;
using Microsoft.Extensions.AI;

namespace Capsule.Extensions.AI;

/// <summary>Sandboxed Python as functions that chat clients offer to models.</summary>
public static class CapsuleTools
{
    private const string OneShot =
        "Executes Python in a new sandbox and gives the value of the last expression and what was printed. "
        + "Nothing is left for later calls. There is no network, and there are no files but the sandbox's own.";

    private const string Stateful =
        "Executes Python in a session: what earlier calls defined is there. Gives the value of the last expression and what was printed.";

    private const string CodeMode =
        """
        Executes Python in a new sandbox and gives the value of the last expression and what was printed. The code may call these
        functions, after "from capsule import tools", as tools.NAME(...), as often as it needs to. Prefer one piece of code that
        does all of the work over several calls.


        """;

    /// <summary><c>run_python</c>: code in a sandbox of its own.</summary>
    /// <param name="runtime">Runs it.</param>
    /// <param name="options">What it may use; by default no more than compute and memory.</param>
    /// <param name="maxAnswerLength">How many characters an answer has at most, in its JSON; what is longer is told by its beginning and its end.</param>
    public static AIFunction CreatePythonTool(this CapsuleRuntime runtime, RunOptions? options = null, int maxAnswerLength = 20_000) =>
        new PythonFunction("run_python", OneShot, new OneShotCode(runtime, options ?? new RunOptions { Tools = [] }, maxAnswerLength).RunAsync);

    /// <summary><c>run_python_session</c>: code in a session that the caller made, and disposes of.</summary>
    /// <param name="session">The session.</param>
    /// <param name="maxAnswerLength">How many characters an answer has at most, in its JSON; what is longer is told by its beginning and its end.</param>
    public static AIFunction CreatePythonTool(this CapsuleSession session, int maxAnswerLength = 20_000) =>
        new PythonFunction("run_python_session", Stateful, new SessionCode(session, maxAnswerLength).RunAsync);

    /// <summary>
    /// <c>run_code</c>, "code mode": in place of many functions that a model calls one by one, one function that runs code which
    /// calls them. Intermediate results stay in the sandbox, and cost no tokens.
    /// </summary>
    /// <param name="runtime">Runs the code.</param>
    /// <param name="tools">What the code may call; wrap functions in <see cref="HostTool"/> for bounds and approval.</param>
    /// <param name="options">What it may use besides.</param>
    /// <param name="maxAnswerLength">How many characters an answer has at most, in its JSON; what is longer is told by its beginning and its end.</param>
    public static AIFunction CreateCodeModeTool(
        this CapsuleRuntime runtime, ToolCollection tools, RunOptions? options = null, int maxAnswerLength = 20_000)
    {
        var granted = tools.ToArray();
        var code = new OneShotCode(runtime, (options ?? new RunOptions()) with { Tools = granted }, maxAnswerLength);
        return new PythonFunction("run_code", CodeMode + granted.ToPrompt(), code.RunAsync);
    }

    /// <summary>Code mode for functions that are at hand, as <c>ChatOptions.Tools</c> has them.</summary>
    /// <param name="runtime">Runs the code.</param>
    /// <param name="functions">What the code may call.</param>
    /// <param name="options">What it may use besides.</param>
    public static AIFunction CreateCodeModeTool(
        this CapsuleRuntime runtime, IEnumerable<AIFunction> functions, RunOptions? options = null) =>
        runtime.CreateCodeModeTool(new ToolCollection(functions.Select(function => new HostTool(function))), options);
}
