using Capsule.Files;
using Capsule.Packages;
using Capsule.Packages.Projects;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Images;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary>The project whose packages a command is about.</summary>
/// <param name="Path">Its capsule.toml.</param>
/// <param name="Text">What is in that; nothing where there is no such file yet.</param>
/// <param name="Settings">What its <c>[packages]</c> says.</param>
/// <param name="Lock">What its capsule.lock says, or null.</param>
internal sealed record PackageProject(string Path, string Text, PackageSettings Settings, PackageLock? Lock)
{
    /// <summary>Where the lock is.</summary>
    internal string LockPath => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, LockFile.FileName);

    /// <summary>Finds the project of the current folder.</summary>
    /// <param name="mayBeNew">Whether a folder without one will do: then it gets a capsule.toml.</param>
    internal static Outcome<PackageProject> Find(bool mayBeNew)
    {
        if (!ProjectFileReader.Find(Environment.CurrentDirectory).TryGet(out var project, out var failure))
        {
            return failure;
        }

        if (project.Path is null && !mayBeNew)
        {
            return Failure.Config("there is no capsule.toml in this folder or one above it: 'capsule add PACKAGE' makes one");
        }

        if (project.SitePackages is not null)
        {
            return Failure.Config($"{project.Path}: [packages] and site_packages in [build] exclude each other: remove site_packages first");
        }

        var path = project.Path ?? ProjectFileReader.PathIn(Environment.CurrentDirectory);
        var found = new PackageProject(path, "", project.Packages ?? new PackageSettings(), null);
        try
        {
            found = project.Path is null ? found : found with { Text = RegularFile.ReadText(path, RegularFile.SettingsLimit) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }

        return LockFile.Read(found.LockPath) is { Failure: null } read ? found with { Lock = read.Value } : LockFile.Read(found.LockPath).Failure!;
    }

    /// <summary>What the project requires.</summary>
    internal Outcome<IReadOnlyList<Requirement>> Requirements() => Requirement.ParseAll(Settings.Dependencies);

    /// <summary>Writes capsule.toml, where its text has changed, and the lock; each of them as a whole or not at all.</summary>
    internal Outcome<PackageLock> Write(string text, PackageLock packages)
    {
        try
        {
            if (text != Text)
            {
                var mode = File.Exists(Path) ? File.GetUnixFileMode(Path) : (UnixFileMode?)null;
                AtomicFile.Write(Path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
                File.SetUnixFileMode(Path, mode ?? (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead));
            }

            return ProgramPackages.Write(LockPath, packages);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{Path} cannot be written: {e.Message}");
        }
    }
}
