using System.Security.Cryptography;
using Capsule.Files;
using Capsule.Guests.Python;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime.Images;

/// <summary>Prepares the guest into a folder that other users can read, such as one of a container image or an installation.</summary>
internal static class PreparedFolderWriter
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the files, for all processors of <see cref="CodeTarget.Common"/>, in place of what was prepared there before.</summary>
    /// <param name="folder">The folder, which is made where there is none.</param>
    /// <param name="package">The guest's files.</param>
    /// <param name="observer">Receives the steps.</param>
    /// <exception cref="IOException">The folder cannot be written, or others can change it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    internal static Failure? Write(string folder, string package, IPreparationObserver observer)
    {
        if (GuestLocation.Check(package) is { } missing)
        {
            return missing;
        }

        if (!GuestStore.ReadInfo(package).TryGet(out var info, out var failure))
        {
            return failure;
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(entry => !IsOurs(entry)) is { } other)
        {
            return Failure.Config($"{folder} has other files than prepared ones, such as {Path.GetFileName(other)}: name a folder that is empty, or is not there");
        }

        Directory.CreateDirectory(folder, FolderMode);
        OwnFolder.CheckShared(folder);
        var estimate = new CompilationEstimate(observer);
        observer.OnStep(PreparationStep.Unpacking);
        var image = estimate.Calibrate(() => GuestStore.UnpackImage(package));
        observer.OnStep(PreparationStep.Compiling);
        using var engine = new WasmEngine(new EngineOptions { Target = CodeTarget.Common });
        using var module = estimate.Observe(() => engine.Compile(GuestStore.ReadPackageFile(package, GuestPackage.CodeFile)));
        Replace(folder, [(GuestStore.CommonCodeName(info), module.Serialize()), (GuestStore.ImageName(info), image)]);
        observer.OnDone();
        return null;
    }

    /// <summary>The sums are removed first and written last: a folder without them is not used.</summary>
    private static void Replace(string folder, (string Name, ReadOnlyMemory<byte> Contents)[] files)
    {
        File.Delete(Path.Combine(folder, PreparedFolder.SumsFile));
        foreach (var old in Directory.GetFiles(folder))
        {
            File.Delete(old);
        }

        foreach (var (name, contents) in files)
        {
            Write(Path.Combine(folder, name), contents);
        }

        var sums = string.Concat(files.Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(file.Contents.Span))}  {file.Name}\n"));
        Write(Path.Combine(folder, PreparedFolder.SumsFile), System.Text.Encoding.UTF8.GetBytes(sums));
    }

    private static void Write(string path, ReadOnlyMemory<byte> contents)
    {
        AtomicFile.Write(path, stream => stream.Write(contents.Span));
        File.SetUnixFileMode(path, FileMode);
    }

    private static bool IsOurs(string path) =>
        Path.GetFileName(path) is var name
        && (name == PreparedFolder.SumsFile || name.EndsWith(".tmp", StringComparison.Ordinal)
            || (name.StartsWith("python-", StringComparison.Ordinal) && Path.GetExtension(name) is ".cwasm" or ".image"));
}
