using System.Text;

namespace Capsule.Runtime.Configuration;

/// <summary>
/// Reads the text of a <c>.env</c> file as python-dotenv and Docker Compose do: <c>NAME=value</c> lines, <c>export</c> ahead
/// of a name, comments, values in single quotes as they are and in double quotes with escapes, over several lines too, and
/// <c>${NAME}</c> for a variable that stands above it.
/// </summary>
/// <remarks>
/// <c>${NAME}</c> takes nothing from the process's environment. Threat: a stranger's project that gives a variable of the
/// user another name, and so reads it past a cap on names.
/// </remarks>
internal ref struct EnvironmentText
{
    /// <summary>Stands for a dollar sign that was escaped, until <see cref="Expand"/> has looked for the others.</summary>
    private const string Literal = "\0";

    private readonly ReadOnlySpan<char> text;
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    private int at;
    private int line = 1;

    private EnvironmentText(ReadOnlySpan<char> text) => this.text = text;

    /// <summary>The variables; the last one of a name counts. Failures name the line and never a value.</summary>
    internal static Outcome<IReadOnlyDictionary<string, string>> Read(string text)
    {
        if (text.Contains(Literal, StringComparison.Ordinal))
        {
            return Failure.Config("it is not valid: it has a NUL character");
        }

        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var reader = new EnvironmentText(lines.AsSpan().TrimStart('\uFEFF'));
        while (reader.at < reader.text.Length)
        {
            if (reader.ReadLine() is { } problem)
            {
                return Failure.Config($"line {reader.line} is not valid: {problem}");
            }
        }

        return reader.variables;
    }

    private readonly char Current => at < text.Length ? text[at] : '\n';

    /// <summary>Reads one entry; what is wrong with it, or null.</summary>
    private string? ReadLine()
    {
        SkipBlanks();
        if (Current is '\n' or '#')
        {
            SkipLine();
            return null;
        }

        var name = ReadName();
        if (name == "export" && Current is ' ' or '\t')
        {
            SkipBlanks();
            name = Current is '=' ? name : ReadName();
        }

        SkipBlanks();
        if (name.Length == 0 || Current is not ('=' or '\n' or '#'))
        {
            return "expected NAME=value, a comment after #, or an empty line";
        }

        if (Current != '=')
        {
            SkipLine(); // a name alone sets nothing
            return null;
        }

        at++;
        SkipBlanks();
        var problem = ReadValue(out var value);
        if (problem is null)
        {
            variables[name] = value;
            SkipLine();
        }

        return problem;
    }

    private string ReadName()
    {
        var start = at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '.' or '-')
        {
            at++;
        }

        return text[start..at].ToString();
    }

    private string? ReadValue(out string value)
    {
        if (Current is not ('\'' or '"'))
        {
            var start = at;
            while (Current != '\n' && !(Current == '#' && (at == start || text[at - 1] is ' ' or '\t')))
            {
                at++;
            }

            return Expand(text[start..at].Trim().ToString(), out value);
        }

        var quote = Current;
        at++;
        var problem = ReadQuoted(quote, out value);
        SkipBlanks();
        return problem ?? (Current is '\n' or '#' ? null : "something stands behind the closing quote; only a comment may");
    }

    private string? ReadQuoted(char quote, out string value)
    {
        var (content, first) = (new StringBuilder(), line);
        value = "";
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && Unescape(text[at + 1], quote) is { } plain)
            {
                content.Append(plain);
                at++;
            }
            else
            {
                content.Append(text[at]);
                line += text[at] == '\n' ? 1 : 0;
            }
        }

        if (at == text.Length)
        {
            line = first;
            return "its quote is not closed";
        }

        at++;
        if (quote == '"')
        {
            return Expand(content.ToString(), out value);
        }

        value = content.ToString();
        return null;
    }

    private static string? Unescape(char letter, char quote) => (quote, letter) switch
    {
        (_, '\\') => "\\",
        (_, '\'') => "'",
        ('\'', _) => null,
        (_, '"') => "\"",
        (_, 'a') => "\a",
        (_, 'b') => "\b",
        (_, 'f') => "\f",
        (_, 'n') => "\n",
        (_, 'r') => "\r",
        (_, 't') => "\t",
        (_, 'v') => "\v",
        (_, '$') => Literal,
        _ => null,
    };

    private readonly string? Expand(string raw, out string value)
    {
        var expanded = new StringBuilder();
        value = "";
        for (var position = 0; position < raw.Length; position++)
        {
            var end = raw[position] == '$' && position + 1 < raw.Length && raw[position + 1] == '{'
                ? raw.IndexOf('}', position)
                : -1;
            if (end < 0)
            {
                expanded.Append(raw[position]);
                continue;
            }

            var inner = raw[(position + 2)..end];
            var dash = inner.IndexOf('-', StringComparison.Ordinal);
            var name = dash < 0 ? inner : inner[..dash].TrimEnd(':');
            if (!variables.TryGetValue(name, out var found) && dash < 0)
            {
                return $"${{{Printable(name)}}} names a variable that is not set above it; variables of the process are not taken. "
                    + "Put the value in single quotes if it is meant as it stands";
            }

            var isEmpty = found is null || found.Length == 0 && dash > 0 && inner[dash - 1] == ':';
            expanded.Append(isEmpty && dash >= 0 ? inner[(dash + 1)..] : found);
            position = end;
        }

        value = expanded.Replace(Literal, "$").ToString();
        return null;
    }

    /// <summary>What stands in braces may be a part of a value: only a name is told.</summary>
    private static string Printable(string name) =>
        name.Length is > 0 and < 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? name : "…";

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            at++;
        }
    }

    private void SkipLine()
    {
        while (Current != '\n')
        {
            at++;
        }

        at++;
        line++;
    }
}
