using System.Text;

namespace Capsule.Mcp.Connections;

/// <summary>Splits a command into its words, as a shell does: quotes, and a backslash before a character that is meant as it is.</summary>
internal static class CommandWords
{
    /// <summary>The words; null where a quote is not closed.</summary>
    internal static List<string>? Split(string text)
    {
        var (words, word, quote) = (new List<string>(), default(StringBuilder), '\0');
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(character))
            {
                Add(words, ref word);
            }
            else if (quote == '\0' && (character is '\'' or '"'))
            {
                (quote, word) = (character, word ?? new StringBuilder());
            }
            else
            {
                var isEscape = character == '\\' && quote != '\'' && index + 1 < text.Length;
                (word ??= new StringBuilder()).Append(isEscape ? text[++index] : character);
            }
        }

        Add(words, ref word);
        return quote == '\0' ? words : null;
    }

    private static void Add(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }
}
