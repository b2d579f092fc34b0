using System.Text.RegularExpressions;
using Capsule.Runtime.Locking;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>Says why a program cannot be loaded, where the cause is how a package is installed.</summary>
internal static partial class MissingModule
{
    /// <summary>The failure, with what it means: a module that is installed nowhere, a compiled extension, or an editable install outside of
    /// the program's folder.</summary>
    internal static Failure Explain(Failure failure, SitePackages? packages, InputTracker tracker)
    {
        if (failure.Exception is not ("ImportError" or "ModuleNotFoundError"))
        {
            return failure;
        }

        var missing = Missing().Match(failure.Message) is { Success: true } match ? match.Groups["name"].Value : null;
        if (missing is not null && packages?.Providing(missing).Any() != true && packages?.Editable.FolderOf(missing) is null)
        {
            return failure with { Message = $"{failure.Message} ({Advice(missing, packages)})" };
        }

        if (packages is null)
        {
            return failure;
        }

        if (missing is not null && packages.Editable.FolderOf(missing) is { } folder)
        {
            return failure with
            {
                Message = $"'{missing}' is installed in editable mode from {folder}, which is outside of the program's folder, and files "
                    + $"from there are not read: install it without -e, or run the program from a folder above both ({failure.Message})",
            };
        }

        var imported = NeededPackages.ImportedFiles(packages, tracker).Select(Distribution.TopLevelOf).ToHashSet();
        var (culprit, extension) = packages.Needed(imported)
            .Select(distribution => (distribution, distribution.Files.FirstOrDefault(packages.Folder.HasMachineCode)))
            .FirstOrDefault(found => found.Item2 is not null);
        return extension is null ? failure : failure with
        {
            Message = $"the package '{culprit.Name}' contains a compiled extension, "
                + $"{extension}, which is code for this machine's processor and cannot run in a sandbox; "
                + $"packages in pure Python can be used, and those that have wheels for pyemscripten_2026_0_wasm32 ({failure.Message})",
        };
    }

    private static string Advice(string name, SitePackages? packages) => packages is null
        ? $"'{name}' is no module of the project, and the program has no packages: add the package that has it, 'capsule add {name}' or 'capsule run --with {name} …', or name a folder that has it with --site-packages"
        : packages.Path.Contains($"/{PackageCache.FolderName}/{PackageCache.Sets}/", StringComparison.Ordinal)
            ? $"'{name}' is neither a module of the project nor in its packages: add the package that has it, 'capsule add {name}'"
            : $"'{name}' is neither a module of the project nor installed in {packages.Path}: install it there, or name another folder with --site-packages";

    [GeneratedRegex(@"No module named '(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
