using System.CommandLine;
using System.Text;

namespace Capsule.Cli.Commands;

/// <summary>A program that is in no file: the code of <c>-c</c>, or what is on standard input where the file is <c>-</c>.</summary>
internal sealed class SourceText
{
    /// <summary>The file that stands for standard input.</summary>
    internal const string StandardInput = "-";

    /// <summary>Threat: a program without an end takes the memory of the host.</summary>
    private const long SizeLimit = 16L << 20;

    private readonly Option<string?> code = new("-c")
    {
        Description = "Run this code instead of a file: all words are arguments then.",
        HelpName = "CODE",
    };

    internal void AddTo(Command command) => command.Add(code);

    /// <summary>Whether the program is the code of the flag.</summary>
    internal bool HasCode(ParseResult parsed) => parsed.GetValue(code) is not null;

    /// <summary>What tracebacks call it; no module has such a name.</summary>
    internal string NameOf(ParseResult parsed) => HasCode(parsed) ? "<string>.py" : "<stdin>.py";

    /// <summary>The text.</summary>
    internal Outcome<ReadOnlyMemory<byte>> Read(ParseResult parsed)
    {
        if (parsed.GetValue(code) is { } given)
        {
            return new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(Dedent(given)));
        }

        try
        {
            return new ReadOnlyMemory<byte>(InputStream.ReadAll(SizeLimit));
        }
        catch (IOException e)
        {
            return Failure.Config($"the program on standard input cannot be read: {e.Message}");
        }
    }

    /// <summary>Takes off what all lines are indented with, as Python does: code in a script of a shell often is.</summary>
    private static string Dedent(string text)
    {
        var lines = text.Split('\n');
        var written = lines.Where(line => !string.IsNullOrWhiteSpace(line)).ToArray();
        if (written.Length == 0)
        {
            return text;
        }

        var margin = written[0][..^written[0].TrimStart(' ', '\t').Length];
        while (margin.Length > 0 && !Array.TrueForAll(written, line => line.StartsWith(margin, StringComparison.Ordinal)))
        {
            margin = margin[..^1];
        }

        return string.Join('\n', lines.Select(line => string.IsNullOrWhiteSpace(line) ? "" : line[margin.Length..]));
    }
}
