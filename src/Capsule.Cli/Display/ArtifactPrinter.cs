using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Capsule.Policies;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs.Packages;

namespace Capsule.Cli.Display;

/// <summary>Shows artifacts. Names in them are a stranger's.</summary>
internal static class ArtifactPrinter
{
    /// <summary>One line about a file that was written.</summary>
    internal static void PrintSummary(Terminal terminal, string path, Artifact artifact) => terminal.Tell(
        $"{path}: {Sizes.Show(artifact.Size)}, {Count(artifact.AllTasks.Count(), "task")}, {Count(artifact.Files.Count, "file")}{(
            artifact.Packages.Count > 0 ? $", {artifact.Packages.Count} files of packages" : "")}");

    /// <summary>Everything, for people: a field is a line.</summary>
    internal static void Print(Terminal terminal, Artifact artifact, IReadOnlyList<GrantExcess> refused)
    {
        var info = artifact.Info;
        terminal.WriteLine($"program  {info.ProgramId}");
        terminal.WriteLine($"image    {info.ImageId}");
        terminal.WriteLine($"built by capsule {info.CapsuleVersion}, format {info.Format}, {Sizes.Show(artifact.Size)}");
        terminal.WriteLine($"entry    {info.Entry ?? "none"}, in {info.EntryFile}");
        terminal.WriteLine($"snapshot {(artifact.Pages is { } pages
            ? $"{pages.Pages.Length} pages, {Sizes.Show(pages.Length)}, memory {Sizes.Show((long)info.Snapshot!.MemoryBytes)}"
            : "none: its modules read a clock or draw random numbers, and are loaded in each run")}");
        PrintTasks(terminal, "tasks", info);
        foreach (var (file, companion) in artifact.Companions)
        {
            PrintTasks(terminal, $"tasks of {file}, program {companion.Info.ProgramId}", companion.Info);
        }

        if (refused.Count > 0)
        {
            terminal.WriteLine($"");
            terminal.WriteLine($"refused by [limits], and not run");
            foreach (var excess in refused)
            {
                terminal.WriteLine($"  {excess}");
            }
        }

        PrintContents(terminal, "", artifact);
        foreach (var (file, companion) in artifact.Companions)
        {
            PrintContents(terminal, $" of {file}", companion);
        }
    }

    /// <summary>Everything, for programs.</summary>
    internal static void PrintJson(Terminal terminal, Artifact artifact, IReadOnlyList<GrantExcess> refused)
    {
        using (var writer = new Utf8JsonWriter(terminal.Data, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            WriteMembers(writer, artifact);
            WriteRefused(writer, refused);
            writer.WriteStartObject("companions");
            foreach (var (file, companion) in artifact.Companions)
            {
                writer.WriteStartObject(file);
                WriteMembers(writer, companion);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        terminal.Data.WriteByte((byte)'\n');
    }

    private static void WriteMembers(Utf8JsonWriter writer, Artifact artifact)
    {
        foreach (var member in JsonSerializer.SerializeToElement(artifact.Info, ArtifactJson.Default.ArtifactInfo).EnumerateObject())
        {
            member.WriteTo(writer);
        }

        writer.WriteNumber("size", artifact.Size);
        writer.WriteNumber("snapshot_pages", artifact.Pages?.Pages.Length ?? 0);
        WriteFiles(writer, "files", artifact.Files);
        WriteFiles(writer, "packages", artifact.Packages);
        WriteDistributions(writer, PackageMetadata.Summarize(artifact.Packages));
    }

    private static void PrintTasks(Terminal terminal, string title, ArtifactInfo info)
    {
        terminal.WriteLine($"");
        terminal.WriteLine($"{title}");
        foreach (var task in info.Tasks)
        {
            terminal.WriteLine($"  {task.Name}  ({task.Function}, line {task.Line})");
            foreach (var option in PolicyOptions.All)
            {
                terminal.WriteLine($"    {option.Name,-13} {option.Format(task.Policy)}");
            }
        }
    }

    private static void PrintContents(Terminal terminal, string whose, Artifact artifact)
    {
        PrintFiles(terminal, $"files{whose}", artifact.Files);
        PrintDistributions(terminal, whose, PackageMetadata.Summarize(artifact.Packages));
        PrintFiles(terminal, $"packages{whose}", artifact.Packages);
    }

    private static string Count(int count, string what) => $"{count.ToString(CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";

    private static void PrintFiles(Terminal terminal, string title, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        terminal.WriteLine($"");
        terminal.WriteLine($"{title}");
        foreach (var (path, contents) in files)
        {
            terminal.WriteLine($"  {Hash(contents)[..16]}  {Sizes.Show(contents.Length),9}  {path}");
        }
    }

    private static void PrintDistributions(Terminal terminal, string whose, IReadOnlyList<PackageSummary> distributions)
    {
        if (distributions.Count == 0)
        {
            return;
        }

        terminal.WriteLine($"");
        terminal.WriteLine($"distributions{whose}, as they name themselves");
        foreach (var (name, version, license) in distributions)
        {
            terminal.WriteLine($"  {name} {version ?? "without a version"}, {license ?? "without a licence"}");
        }
    }

    private static void WriteDistributions(Utf8JsonWriter writer, IReadOnlyList<PackageSummary> distributions)
    {
        writer.WriteStartArray("distributions");
        foreach (var (name, version, license) in distributions)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("version", version);
            writer.WriteString("license", license);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRefused(Utf8JsonWriter writer, IReadOnlyList<GrantExcess> refused)
    {
        writer.WriteStartArray("refused");
        foreach (var excess in refused)
        {
            writer.WriteStartObject();
            writer.WriteString("task", excess.Task);
            writer.WriteString("option", excess.Option);
            writer.WriteString("value", excess.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFiles(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        writer.WriteStartArray(name);
        foreach (var (path, contents) in files)
        {
            writer.WriteStartObject();
            writer.WriteString("path", path);
            writer.WriteNumber("size", contents.Length);
            writer.WriteString("sha256", Hash(contents));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Hash(ReadOnlyMemory<byte> contents) => Convert.ToHexStringLower(SHA256.HashData(contents.Span));
}
