using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime;
using Capsule.Runtime.Images;
using Microsoft.Extensions.Options;

namespace Capsule.Extensions.Hosting;

/// <summary>Checks options when the host starts; a message has the option's name, its value and what it takes.</summary>
internal sealed class CapsuleHostingOptionsValidator : IValidateOptions<CapsuleHostingOptions>
{
    public ValidateOptionsResult Validate(string? name, CapsuleHostingOptions options)
    {
        string[] failures = [.. Check(options).OfType<string>()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string?> Check(CapsuleHostingOptions options) =>
    [
        Folder(nameof(options.CacheDirectory), options.CacheDirectory),
        Folder(nameof(options.KeyDirectory), options.KeyDirectory),
        Folder(nameof(options.StateDirectory), options.StateDirectory),
        Folder(nameof(options.GuestDirectory), options.GuestDirectory) ?? Guest(options.GuestDirectory),
        Enum.IsDefined(options.WarmUp)
            ? null
            : Refuse(nameof(options.WarmUp), $"{options.WarmUp}", string.Join(", ", Enum.GetNames<CapsuleWarmUp>())),
        Form(nameof(options.MaxCompute), options.MaxCompute, Compute.Forms, text => Compute.Read(text) is not null),
        Form(nameof(options.MaxRam), options.MaxRam, ByteSize.Forms, text => ByteSize.Read(text) is not null),
        Form(nameof(options.MaxTimeout), options.MaxTimeout, Duration.Forms, text => Duration.Read(text) is not null),
        Form(nameof(options.MaxOutput), options.MaxOutput, ByteSize.Forms, text => ByteSize.Read(text) is not null),
        options.MaxRetries < 0 ? Refuse(nameof(options.MaxRetries), $"{options.MaxRetries}", "a whole number, 0 or more") : null,
    ];

    /// <summary>Services start with any current directory: a relative path would mean something else each time.</summary>
    private static string? Folder(string option, string? path) =>
        path is null || (Path.IsPathRooted(path) && !path.Contains('\0', StringComparison.Ordinal))
            ? null
            : Refuse(option, $"\"{path}\"", "an absolute path");

    private static string? Guest(string? path) =>
        path is null ? null : GuestLocation.Check(GuestLanguage.Python.Format, GuestLocation.FolderOf(GuestLanguage.Python.Format, path)) is { } failure ? $"Capsule: {nameof(CapsuleHostingOptions.GuestDirectory)}: {failure.Message}" : null;

    private static string? Form(string option, string? value, string forms, Func<OptionValue, bool> fits) =>
        value is null || fits(new OptionValue.Text(value)) ? null : Refuse(option, $"\"{value}\"", forms);

    private static string Refuse(string option, string value, string allowed) =>
        $"Capsule: {option} is {value}, which is not valid; use {allowed}";
}
