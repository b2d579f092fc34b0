using System.CommandLine;
using Capsule.Packages;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Packages;

/// <summary>The flags that say where packages come from.</summary>
internal sealed class PackageFlags
{
    private readonly Option<string[]> index = new("--index")
    {
        Description = $"An index to take packages from, in place of those of capsule.toml; more for others to look in as well. Also {PackageOptions.IndexVariable}.",
        HelpName = "URL",
    };

    private readonly Option<string?> pipWheel = new("--pip-wheel")
    {
        Description = "The wheel of pip that resolves; by default one of this machine, or the index's.",
        HelpName = "FILE",
    };

    private readonly Option<bool> offline = new("--offline") { Description = "Fetch nothing: use what this machine has." };
    private readonly Option<bool> locked = new("--locked") { Description = "Fail where capsule.lock is not as capsule.toml requires, and leave it as it is." };

    internal void AddTo(Command command, bool mayLock)
    {
        command.Add(index);
        command.Add(pipWheel);
        command.Add(offline);
        if (mayLock)
        {
            command.Add(locked);
        }
    }

    internal Outcome<PackageOptions> Read(ParseResult parsed, PackageSettings? settings) =>
        PackageOptions.Create(parsed.GetValue(index) ?? [], settings, Environment.GetEnvironmentVariable).TryGet(out var options, out var failure)
            ? options with
            {
                PipWheel = parsed.GetValue(pipWheel),
                IsOffline = parsed.GetValue(offline),
                IsLocked = parsed.GetResult(locked) is not null && parsed.GetValue(locked),
            }
            : failure;
}
