namespace Capsule.Runtime.Answers;

/// <summary>What a model is told of what its code may reach: folders, hosts and variables.</summary>
/// <param name="policy">What it is granted.</param>
/// <param name="mounts">The folders that it is given besides.</param>
internal sealed class CodeReach(TaskPolicy policy, IReadOnlyList<FolderMount> mounts)
{
    /// <summary>Tells it in sentences, for code in a language.</summary>
    internal string Describe(GuestLanguage language) => $"{Files} {Network(language)} {Variables}".TrimEnd();

    private string Files
    {
        get
        {
            string[] folders = [.. mounts.Select(Describe), .. policy.AllowedFiles.Select(grant => $"{grant.Path} ({Mode(grant.IsWritable)})")];
            return "The working directory is private and empty at first"
                + (folders.Length == 0 ? "." : $"; there are also these folders of the user: {string.Join(", ", folders)}.");
        }
    }

    private string Variables
    {
        get
        {
            string[] names = [.. policy.EnvVariables, .. policy.Secrets.Select(secret => secret.Name)];
            return names.Length == 0 ? "" : $"Environment variables: {string.Join(", ", names)}.";
        }
    }

    private string Network(GuestLanguage language)
    {
        var hosts = string.Join(", ", policy.AllowedHosts);
        return hosts.Length == 0 ? "There is no network, and there are no processes."
            : language == GuestLanguage.JavaScript ? $"fetch reaches {hosts} and nothing else; there are no processes."
            : $"HTTP requests, by urllib, requests or httpx, go to {hosts} and nowhere else; there are no processes.";
    }

    private static string Describe(FolderMount mount) =>
        $"{mount.GuestPath} ({(mount.IsOverlay ? "read and write; a person looks at changes before they become real" : Mode(mount.IsWritable))})";

    private static string Mode(bool isWritable) => isWritable ? "read and write" : "read-only";
}
