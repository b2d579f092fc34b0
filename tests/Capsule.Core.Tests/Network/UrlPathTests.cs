using System.Text;
using Capsule.Network;
using CsCheck;

namespace Capsule.Core.Tests.Network;

/// <summary>What a rule with a path admits, against servers that read paths in all the ways that are known.</summary>
public sealed class UrlPathTests
{
    private static readonly HostRule Rule = HostRule.Parse("https://x.org/v1")!;

    private static readonly string[] Pieces =
    [
        "a", "b;x=1", "", ".", "..", "...", ";", ";a", ".;a", "..;", "..;a=b", "%2e", "%2E%2e", ".%2e", "%2f", "%2F..", "..%2f", "%5c..", "..%5C",
        "a%2fb", "a%2f..%2f..", "%3b", "..%3b", "%252e%252e", "%252f", "..%252f..", "%25252e%25252e", "%20", "%20..", "..%20", "%2e.;/..", "%00", "..%00",
        "%c0%ae%c0%ae", "%c0%af..", "%e0%80%ae.", "%u002e%u002e", "%ef%bc%8e%ef%bc%8e", "%ef%bc%8f..", "%e2%80%a5", "a.b", "a%20b", "caf%c3%a9", "100%25",
    ];

    private static readonly string[] Ordinary =
        ["a", "b;x=1", "a.b", "a%20b", "caf%c3%a9", "100%25", "..a", "a..", "%2e%2ea", "~x", "a:b@c", "a%252fb"];

    private static readonly Gen<string> Path = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 7].Select(pieces => "/v1/" + string.Join('/', pieces));

    [Fact]
    public void What_is_admitted_is_below_the_prefix_for_every_server() => Path.Sample(
        path => !IsBelow(path) || Server.All.All(server => server.Resolve(path) is [var first, ..] && first == "v1"),
        iter: 20_000, seed: "0N0XIzNsQ0O2", print: path => path);

    [Fact]
    public void Ordinary_paths_are_admitted() => Gen.Int[0, Ordinary.Length - 1].Select(i => Ordinary[i]).Array[0, 7].Sample(pieces => IsBelow("/v1/" + string.Join('/', pieces)), iter: 2_000, seed: "0N0XIzNsQ0O2");

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1//a")]
    [InlineData("/v1/./a")]
    [InlineData("/v1/a/../b")]
    [InlineData("/v1/a/b/../../c")]
    [InlineData("/v1/a%2fb")]
    [InlineData("/v1/;a")]
    public void A_path_that_nobody_can_leave_the_prefix_with_is_admitted(string path) => Assert.True(IsBelow(path));

    [Theory]
    [InlineData("/v1/..")]
    [InlineData("/v1/a/../../admin")]
    [InlineData("/v1/;/../admin")]
    [InlineData("/v1//../admin")]
    [InlineData("/v1/./../admin")]
    [InlineData("/v1/%2e/../admin")]
    [InlineData("/v1/..;/admin")]
    [InlineData("/v1/..%3b/admin")]
    [InlineData("/v1/a%2f..%2f..%2fadmin")]
    [InlineData("/v1/a%2fb/../../admin")]
    [InlineData("/v1/..%5cadmin")]
    [InlineData("/v1/%252e%252e/admin")]
    [InlineData("/v1/%25252e%25252e/admin")]
    [InlineData("/v1/%c0%ae%c0%ae/admin")]
    [InlineData("/v1/%e0%80%ae%e0%80%ae/admin")]
    [InlineData("/v1/%u002e%u002e/admin")]
    [InlineData("/v1/..%20/admin")]
    [InlineData("/v1/..%00/admin")]
    [InlineData("/v1/%ef%bc%8e%ef%bc%8e/admin")]
    [InlineData("/v1/%e2%80%a5/admin")]
    [InlineData("//v1/a")]
    [InlineData("/a/../v1/b")]
    [InlineData("/./v1/b")]
    [InlineData("/%76%31/a")]
    [InlineData("/v1;a/b")]
    [InlineData("/V1/a")]
    public void A_path_that_some_server_takes_for_another_is_not(string path) => Assert.False(IsBelow(path));

    private static bool IsBelow(string path) => Rule.Matches(
        TargetUrl.TryParse("https://x.org" + path, out var url, out var problem) ? url : throw new ArgumentException(problem));

    /// <summary>One way to read a path.</summary>
    private sealed record Server(int Decodings, bool DecodesLate, bool HasBackslashes, bool CutsParameters, bool MergesSlashes, bool Trims, bool Resolves)
    {
        internal static IReadOnlyList<Server> All { get; } =
        [
            .. from decodings in new[] { 0, 1, 2, 3 }
               from flags in Enumerable.Range(0, 64)
               select new Server(decodings, (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0, (flags & 8) > 0, (flags & 16) > 0, (flags & 32) > 0),
        ];

        /// <summary>The segments that the server looks for.</summary>
        internal string[] Resolve(string path)
        {
            var text = path;
            for (var i = 0; i < Decodings && !DecodesLate; i++)
            {
                text = Decode(text);
            }

            var segments = Split(text).Select(segment => CutsParameters ? segment.Split(';')[0] : segment);
            if (DecodesLate)
            {
                segments = segments.Select(segment => Enumerable.Range(0, Decodings).Aggregate(segment, (one, _) => Decode(one))).SelectMany(Split);
            }

            var stack = new List<string>();
            foreach (var segment in segments.Select(segment => Trims ? segment.Trim(' ', '\0') : segment).Where(segment => segment.Length > 0 || !MergesSlashes))
            {
                if (segment == ".." && Resolves)
                {
                    stack.RemoveRange(Math.Max(0, stack.Count - 1), Math.Min(1, stack.Count));
                }
                else if (segment != "." || !Resolves)
                {
                    stack.Add(segment);
                }
            }

            return [.. stack];
        }

        private string[] Split(string text) =>
            (HasBackslashes ? text.Replace('\\', '/') : text).TrimStart('/').Split('/');

        /// <summary>A decoder that takes overlong forms, and knows compatible characters.</summary>
        private static string Decode(string text)
        {
            var bytes = new List<int>();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
                {
                    bytes.Add(Convert.ToInt32(text.Substring(i + 1, 2), 16));
                    i += 2;
                }
                else if (text[i] == '%' && i + 5 < text.Length && text[i + 1] == 'u')
                {
                    bytes.Add(Convert.ToInt32(text.Substring(i + 2, 4), 16));
                    i += 5;
                }
                else
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()).Select(one => (int)one));
                }
            }

            var result = new StringBuilder();
            for (var i = 0; i < bytes.Count; i++)
            {
                var more = bytes[i] switch { >= 0xf0 => 3, >= 0xe0 => 2, >= 0xc0 => 1, _ => 0 };
                var value = more == 0 ? bytes[i] : bytes[i] & (0x3f >> more);
                for (; more > 0 && i + 1 < bytes.Count; more--)
                {
                    value = (value << 6) | (bytes[++i] & 0x3f);
                }

                result.Append(value switch { 0xff0e => ".", 0xff0f => "/", 0x2025 => "..", 0x2026 => "...", _ => ((char)value).ToString() });
            }

            return result.ToString();
        }
    }
}
