using Capsule.Options;

namespace Capsule.Core.Tests.Options;

/// <summary>Makes option values of what a test's table holds.</summary>
internal static class Written
{
    internal static OptionValue Of(object? value) => value switch
    {
        string text => new OptionValue.Text(text),
        int integer => new OptionValue.Integer(integer),
        long integer => new OptionValue.Integer(integer),
        double real => new OptionValue.Real(real),
        bool flag => new OptionValue.Flag(flag),
        _ => new OptionValue.None(),
    };

    internal static OptionValue List(params object?[] items) => new OptionValue.List([.. items.Select(AsItem)]);

    internal static OptionValue Table(params (string Key, object? Value)[] items) =>
        new OptionValue.Table(items.ToDictionary(item => item.Key, item => AsItem(item.Value)));

    private static OptionValue AsItem(object? item) => item as OptionValue ?? Of(item);
}
