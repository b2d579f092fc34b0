using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Capsule.Documentation.Tests;

/// <summary>Compiles pieces of code as the program of a reader who has what <see cref="Given"/> has.</summary>
internal static class Compiler
{
    /// <summary>What the SDK for console programs imports, and what a reader has.</summary>
    private const string Implicit = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using static Capsule.Documentation.Tests.Given;

        """;

    /// <summary>What the SDK for web applications imports besides.</summary>
    private const string ImplicitInWeb = """
        global using System.Net.Http.Json;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;

        """;

    private static readonly CSharpParseOptions Language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Gives the assembly, or what the compiler says.</summary>
    internal static byte[]? Compile(CodeBlock block, out string errors)
    {
        var implicitly = block.Code.Contains("WebApplication", StringComparison.Ordinal) ? Implicit + ImplicitInWeb : Implicit;
        var usings = implicitly + string.Join('\n', block.Usings.Distinct().Select(text => $"global {text}"));
        var code = CSharpSyntaxTree.ParseText(block.Code, Language);
        var compilation = CSharpCompilation.Create(
            $"block-{Guid.NewGuid():N}", [code, CSharpSyntaxTree.ParseText(usings, Language)], References, OptionsFor(code));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        errors = string.Join('\n', result.Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => Show(block, diagnostic)));
        return result.Success ? stream.ToArray() : null;
    }

    /// <summary>A piece that only has declarations is a library.</summary>
    private static CSharpCompilationOptions OptionsFor(SyntaxTree code) => new(
        code.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax)
            ? OutputKind.ConsoleApplication
            : OutputKind.DynamicallyLinkedLibrary,
        nullableContextOptions: NullableContextOptions.Enable);

    private static string Show(CodeBlock block, Diagnostic diagnostic) =>
        $"{block.Document}:{block.Line + 1 + diagnostic.Location.GetLineSpan().StartLinePosition.Line}: {diagnostic.GetMessage(null)}";
}
