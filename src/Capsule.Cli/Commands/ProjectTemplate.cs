using System.Reflection;
using System.Text;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>What <c>capsule init</c> writes for a language.</summary>
/// <param name="EntryFile">The file that the project starts with.</param>
/// <param name="Entry">Its text.</param>
/// <param name="Others">Further files, which are only written where they are not there.</param>
internal sealed record ProjectTemplate(string EntryFile, string Entry, IReadOnlyDictionary<string, string> Others)
{
    private const string Python = """
        from capsule import task


        @task(name="main", compute="LOW", ram="64MB", timeout="10s")
        def main(name: str = "world") -> str:
            return f"Hello, {name}!"

        """;

    private const string TypeScript = """
        import { task } from "@capsule-run/sdk";

        export const main = task({ name: "main", compute: "LOW", ram: "64MB", timeout: "10s" }, async (name: string = "world"): Promise<string> => {
          return `Hello, ${name}!`;
        });

        """;

    private const string JavaScript = """
        import { task } from "@capsule-run/sdk";

        export const main = task({ name: "main", compute: "LOW", ram: "64MB", timeout: "10s" }, async (name = "world") => {
          return `Hello, ${name}!`;
        });

        """;

    /// <summary>For editors and <c>tsc</c>; Capsule reads no settings of TypeScript.</summary>
    private const string Settings = """
        {
          "compilerOptions": {
            "strict": true,
            "noEmit": true,
            "target": "es2023",
            "lib": ["es2023", "dom", "dom.iterable"],
            "module": "esnext",
            "moduleResolution": "bundler",
            "allowImportingTsExtensions": true
          }
        }

        """;

    /// <summary>The words that <c>--lang</c> takes.</summary>
    internal static readonly IReadOnlyList<string> Words = ["python", "typescript", "javascript"];

    /// <summary>The template of a language; null for a word that is none.</summary>
    internal static ProjectTemplate? Find(string word) => word switch
    {
        "typescript" or "ts" => new("main.ts", TypeScript, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tsconfig.json"] = Settings,
            ["capsule.d.ts"] = Types(),
        }),
        _ when GuestLanguage.OfWord(word) is null => null,
        _ when GuestLanguage.OfWord(word) == GuestLanguage.Python => new("main.py", Python, new Dictionary<string, string>(StringComparer.Ordinal)),
        _ => new("main.js", JavaScript, new Dictionary<string, string>(StringComparer.Ordinal)),
    };

    /// <summary>The types of the SDK as a module that needs no installing.</summary>
    private static string Types()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("sdk.d.ts")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var types = reader.ReadToEnd().Replace("export declare ", "export ", StringComparison.Ordinal).TrimEnd();
        var indented = string.Join('\n', types.Split('\n').Select(line => line.Length == 0 ? line : "  " + line));
        return $"// The types of \"@capsule-run/sdk\", for editors and tsc.\n\ndeclare module \"@capsule-run/sdk\" {{\n{indented}\n}}\n";
    }
}
