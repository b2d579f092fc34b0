namespace Capsule.Options;

/// <summary>A value that somebody wrote for an option, wherever: in a decorator, in capsule.toml, on a command line.</summary>
internal abstract record OptionValue
{
    private OptionValue()
    {
    }

    /// <summary>A string.</summary>
    public sealed record Text(string Value) : OptionValue;

    /// <summary>An integer.</summary>
    public sealed record Integer(long Value) : OptionValue;

    /// <summary>A number with a fraction.</summary>
    public sealed record Real(double Value) : OptionValue;

    /// <summary>True or false.</summary>
    public sealed record Flag(bool Value) : OptionValue;

    /// <summary>A list.</summary>
    public sealed record List(IReadOnlyList<OptionValue> Items) : OptionValue;

    /// <summary>A table, or a dict.</summary>
    public sealed record Table(IReadOnlyDictionary<string, OptionValue> Items) : OptionValue;

    /// <summary>No value: Python's None.</summary>
    public sealed record None : OptionValue;

    /// <summary>Something that no option takes, such as a function.</summary>
    public sealed record Other(string Shown) : OptionValue;

    /// <summary>Returns a list of strings.</summary>
    public static OptionValue Texts(IEnumerable<string> texts) => new List([.. texts.Select(OptionValue (text) => new Text(text))]);

    /// <summary>The value as its author wrote it, for messages.</summary>
    public string Show() => this switch
    {
        Text text => $"\"{text.Value}\"",
        Integer integer => integer.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Real real => real.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Flag flag => flag.Value ? "true" : "false",
        List list => $"[{string.Join(", ", list.Items.Select(item => item.Show()))}]",
        Table table => $"{{{string.Join(", ", table.Items.Select(item => $"{item.Key}: {item.Value.Show()}"))}}}",
        Other other => other.Shown,
        _ => "None",
    };
}
