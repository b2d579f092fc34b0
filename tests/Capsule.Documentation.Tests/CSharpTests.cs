using System.Reflection;

namespace Capsule.Documentation.Tests;

/// <summary>C# in the documents is what a compiler takes, and does something.</summary>
public sealed class CSharpTests
{
    public static TheoryData<string, int> All => [.. Documents.Blocks.Select(block => (block.Document, block.Line))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_piece_of_code_compiles_and_runs(string document, int line)
    {
        var block = Documents.Blocks.Single(block => (block.Document, block.Line) == (document, line));
        var assembly = Compiler.Compile(block, out var errors);
        Assert.True(assembly is not null, errors);
        if (block.Ends && Assembly.Load(assembly).EntryPoint is { } main)
        {
            await Task.Run(() => main.Invoke(null, [Array.Empty<string>()]), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void The_documents_about_the_library_have_code() => Assert.Superset(
        new HashSet<string>(StringComparer.Ordinal) { "README.md", "docs/how-to/embed-in-dotnet.md", "docs/how-to/use-sessions.md" },
        Documents.Blocks.Select(block => block.Document).ToHashSet(StringComparer.Ordinal));

    [Fact]
    public void Code_with_a_name_that_is_not_there_is_refused_with_its_line()
    {
        string[] document = ["# Title", "```csharp", "using Capsule.Runtime;", "```", "", "```csharp", "var a = 1;", "await CapsuleRuntime.BeginAsync();", "```"];
        var blocks = Documents.Read("A.md", document).ToArray();
        Assert.NotNull(Compiler.Compile(blocks[0], out _));
        Assert.Null(Compiler.Compile(blocks[1], out var errors));
        Assert.Equal("A.md:8: 'CapsuleRuntime' does not contain a definition for 'BeginAsync'", errors);
    }
}
