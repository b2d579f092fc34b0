using Capsule.Runtime;
using Capsule.Runtime.Answers;
using Microsoft.Extensions.AI;

namespace Capsule.Extensions.AI;

/// <summary>Sandboxed code as functions that chat clients offer to models.</summary>
public static class CapsuleTools
{
    /// <summary><c>run_python</c> or <c>run_typescript</c>: code in a sandbox of its own.</summary>
    /// <param name="runtime">Runs it.</param>
    /// <param name="options">What it may use; by default no more than compute and memory.</param>
    /// <param name="language">The language of the code; null for Python. Code in JavaScript may be TypeScript.</param>
    /// <param name="maxAnswerLength">How many characters an answer has at most, in its JSON; what is longer is told by its beginning and its end.</param>
    public static AIFunction CreateCodeTool(
        this CapsuleRuntime runtime, RunOptions? options = null, GuestLanguage? language = null, int maxAnswerLength = 20_000)
    {
        var words = CodeWords.Of(language);
        var granted = options ?? new RunOptions { Tools = [] };
        var code = new OneShotCode(runtime, granted, language, maxAnswerLength);
        return new CodeFunction($"run_{words.Name}", $"{words.OneShot} {ReachOf(granted, language)}", words, code.RunAsync);
    }

    /// <summary><c>run_python_session</c> or <c>run_typescript_session</c>: code in a session that the caller made, and disposes of.</summary>
    /// <param name="session">The session, whose language the code has.</param>
    /// <param name="maxAnswerLength">How many characters an answer has at most, in its JSON; what is longer is told by its beginning and its end.</param>
    public static AIFunction CreateCodeTool(this CapsuleSession session, int maxAnswerLength = 20_000)
    {
        var words = CodeWords.Of(session.Language);
        return new CodeFunction($"run_{words.Name}_session", words.Stateful, words, new SessionCode(session, maxAnswerLength).RunAsync);
    }

    /// <summary>
    /// <c>run_code</c>, "code mode": in place of many functions that a model calls one by one, one function that runs code which
    /// calls them. Intermediate results stay in the sandbox, and cost no tokens.
    /// </summary>
    /// <param name="runtime">Runs the code.</param>
    /// <param name="tools">What the code may call; wrap functions in <see cref="HostTool"/> for bounds and approval.</param>
    /// <param name="options">What it may use besides.</param>
    /// <param name="language">The language of the code; null for Python. Code in JavaScript may be TypeScript.</param>
    /// <param name="maxAnswerLength">How many characters an answer has at most, in its JSON; what is longer is told by its beginning and its end.</param>
    public static AIFunction CreateCodeModeTool(
        this CapsuleRuntime runtime, ToolCollection tools, RunOptions? options = null, GuestLanguage? language = null, int maxAnswerLength = 20_000)
    {
        var granted = tools.ToArray();
        var words = CodeWords.Of(language);
        var run = (options ?? new RunOptions()) with { Tools = granted };
        var code = new OneShotCode(runtime, run, language, maxAnswerLength);
        return new CodeFunction(
            "run_code", $"{words.CodeMode} {ReachOf(run, language)}\n\n{granted.ToPrompt(language)}", words, code.RunAsync);
    }

    /// <summary>Code mode for functions that are at hand, as <c>ChatOptions.Tools</c> has them.</summary>
    /// <param name="runtime">Runs the code.</param>
    /// <param name="functions">What the code may call.</param>
    /// <param name="options">What it may use besides.</param>
    /// <param name="language">The language of the code; null for Python. Code in JavaScript may be TypeScript.</param>
    public static AIFunction CreateCodeModeTool(
        this CapsuleRuntime runtime, IEnumerable<AIFunction> functions, RunOptions? options = null, GuestLanguage? language = null) =>
        runtime.CreateCodeModeTool(new ToolCollection(functions.Select(function => new HostTool(function))), options, language);

    private static string ReachOf(RunOptions options, GuestLanguage? language) =>
        new CodeReach(options.Defaults, options.Mounts).Describe(language ?? GuestLanguage.Python);
}
