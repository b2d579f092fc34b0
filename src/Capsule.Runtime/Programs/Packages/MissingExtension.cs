using Capsule.Errors;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>Says so when a program cannot be loaded because a package is not pure Python.</summary>
internal static class MissingExtension
{
    /// <summary>The failure, with the compiled extensions of the packages that were being imported.</summary>
    internal static Failure Explain(Failure failure, SitePackages? packages, InputTracker tracker)
    {
        if (packages is null || failure.Exception is not ("ImportError" or "ModuleNotFoundError"))
        {
            return failure;
        }

        var imported = NeededPackages.ImportedFiles(packages, tracker).Select(file => file.Split('/', 2)[0]).ToHashSet();
        var culprit = packages.Needed(imported).FirstOrDefault(distribution => distribution.Extensions.Any());
        return culprit is null ? failure : failure with
        {
            Message = $"the package '{culprit.Name}' contains a compiled extension, "
                + $"{culprit.Extensions.First()}, which is code for this machine's processor and cannot run in a sandbox; "
                + $"only packages in pure Python can be used ({failure.Message})",
        };
    }
}
