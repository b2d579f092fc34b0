using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Languages;

/// <summary>Programs in JavaScript and TypeScript.</summary>
internal sealed class JavaScriptRules : LanguageRules
{
    private const string PackageFile = "package.json";

    internal override IReadOnlyList<string> Extensions { get; } = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx"];

    /// <summary>What is sent as text may be TypeScript, of which JavaScript is a part.</summary>
    internal override string TextExtension => ".ts";

    internal override IReadOnlyList<string> UsualExtensions { get; } = [".js", ".ts"];

    internal override IReadOnlyList<string> EntryNames { get; } = ["main.js", "main.mjs", "main.ts", "main.mts", "index.js", "index.ts"];

    internal override bool HasPackageFolder => false;

    internal override string CodeProgram => "import { declare } from \"/lib/javascript/boot/code.js\";\ndeclare();\nexport {};\n";

    internal override IToolStubs Stubs { get; } = new TypeScriptStubs();

    /// <summary>Modules are found by their paths: the folder counts that npm calls the project's, with its node_modules.</summary>
    internal override ProgramLayout LayoutOf(FileInfo file, string? projectFolder) => LayoutOfText(file.FullName, projectFolder);

    internal override ProgramLayout LayoutOfText(string path, string? projectFolder)
    {
        var (full, folder) = (Path.GetFullPath(path), Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Layout(full, folder, ModuleOfText(full), projectFolder ?? PackageFolderOf(folder));
    }

    internal override (string SearchFolder, string Module) PlaceOf(string entry, Func<string, bool> exists) =>
        (Path.GetDirectoryName(entry)!, ModuleOfText(entry));

    internal override string ModuleOfText(string fileName) => Path.GetFileNameWithoutExtension(fileName);

    internal override WorkspaceFolder Show(ProgramLayout layout, InputTracker tracker) => new NodeFolder(tracker).Show(layout.Root);

    internal override bool IsPart(string fileName) => NodeFolder.IsModule(fileName) || fileName.Contains("/node_modules/", StringComparison.Ordinal);

    private static string? PackageFolderOf(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, PackageFile)))
            {
                return at;
            }
        }

        return null;
    }
}
