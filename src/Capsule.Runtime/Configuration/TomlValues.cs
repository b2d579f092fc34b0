using Capsule.Options;
using Tomlyn.Model;

namespace Capsule.Runtime.Configuration;

/// <summary>Makes option values of TOML.</summary>
internal static class TomlValues
{
    internal static OptionValue From(object? value) => value switch
    {
        string text => new OptionValue.Text(text),
        long integer => new OptionValue.Integer(integer),
        double real => new OptionValue.Real(real),
        bool flag => new OptionValue.Flag(flag),
        TomlArray array => new OptionValue.List([.. array.Select(From)]),
        TomlTableArray tables => new OptionValue.List([.. tables.Select(From)]),
        TomlTable table => new OptionValue.Table(table.ToDictionary(item => item.Key, item => From(item.Value))),
        null => new OptionValue.None(),
        _ => new OptionValue.Other(value.ToString() ?? ""),
    };
}
