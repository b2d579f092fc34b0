using System.Net;
using Capsule.Files;

namespace Capsule.Packages.Indexes;

/// <summary>Logins of <c>.netrc</c>: <c>machine HOST login NAME password SECRET</c>, in any layout. Never shown, never logged.</summary>
internal sealed class Netrc
{
    private readonly Dictionary<string, NetworkCredential> logins = new(StringComparer.OrdinalIgnoreCase);

    private Netrc(string text)
    {
        // Lines that are comments, as curl and Python know them.
        var words = new Queue<string>(text.Split('\n').Where(line => !line.TrimStart().StartsWith('#'))
            .SelectMany(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        while (words.TryDequeue(out var word))
        {
            if (word is "machine" && words.TryDequeue(out var host))
            {
                logins.TryAdd(host, ReadLogin(words));
            }
            else if (word is "default")
            {
                _ = ReadLogin(words);
            }
        }
    }

    /// <summary>The file that <c>NETRC</c> names, else that of the home folder; nothing where it cannot be read.</summary>
    internal static Netrc OfUser(Func<string, string?> environment)
    {
        var path = environment("NETRC") is { Length: > 0 } named ? named
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".netrc") : null;
        try
        {
            return Of(path is not null && File.Exists(path) ? RegularFile.ReadText(path, RegularFile.SettingsLimit) : "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Of("");
        }
    }

    internal static Netrc Of(string text) => new(text);

    /// <summary>The login for a host. There is none for every host: an index is a stranger.</summary>
    internal NetworkCredential? Find(string host) => logins.GetValueOrDefault(host);

    private static NetworkCredential ReadLogin(Queue<string> words)
    {
        var login = new NetworkCredential();
        while (words.TryPeek(out var word) && word is "login" or "password" or "account")
        {
            _ = words.Dequeue();
            var value = words.TryDequeue(out var next) ? next : "";
            if (word is "login")
            {
                login.UserName = value;
            }
            else if (word is "password")
            {
                login.Password = value;
            }
        }

        return login;
    }
}
