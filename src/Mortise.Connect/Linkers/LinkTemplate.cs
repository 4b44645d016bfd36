using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mortise.Connect.Linkers;

/// <summary>The URL of a linker, taken apart at its back-references <c>\1</c> to <c>\9</c>.</summary>
/// <remarks>
/// The text of a group is percent-encoded as UTF-8, all but letters, digits and <c>-._~/</c>; a group that took no part is empty. <c>\\</c> is a
/// backslash, and a backslash before anything else stands for itself. Source: <c>connect.md</c> 13.3, 13.4.
/// </remarks>
internal sealed class LinkTemplate
{
    /// <summary>The longest URL that a match may make, in characters; a longer one makes no link.</summary>
    public const int MaxUrlLength = 4096;

    /// <summary>Characters of the URL for one UTF-16 code unit: three bytes of UTF-8, each percent-encoded.</summary>
    private const int LongestEncoding = 9;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

    /// <summary>Texts and, after each but the last, the group that follows it.</summary>
    private readonly string[] texts;
    private readonly int[] groups;

    /// <summary>Whether scheme and host stand in the first text, so that no match can change them.</summary>
    private readonly bool fixedHost;

    private LinkTemplate(string[] texts, int[] groups)
    {
        (this.texts, this.groups) = (texts, groups);
        fixedHost = IsWeb(texts[0]) && texts[0].IndexOfAny(['/', '?', '#'], texts[0].IndexOf("//", StringComparison.Ordinal) + 2) > 0;
    }

    /// <summary>The groups whose text it needs, in the order of the URL.</summary>
    public ReadOnlySpan<int> Groups => groups;

    /// <summary>What is wrong with the back-references of a URL, as a text of what was expected; null when they are sound.</summary>
    /// <param name="url">As written in the descriptor, or made absolute.</param>
    /// <param name="count">How many groups the regex has.</param>
    public static string? FaultOf(string url, int count)
    {
        for (var at = url.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 1 < url.Length; at = url.IndexOf('\\', at + 2))
        {
            var next = url[at + 1];
            if (next is '0' or 'g')
                return $@"back-references written \1 to \9, not \{next} as at position {at}";

            if (char.IsAsciiDigit(next) && next - '0' > count)
                return count == 0 ? "no back-reference, since the regex has no group" : $@"back-references up to \{Math.Min(count, 9)}, the groups of the regex";
        }

        return null;
    }

    /// <summary>Takes apart a URL without fault.</summary>
    public static LinkTemplate Parse(string url)
    {
        var read = (Texts: new List<string>(), Groups: new List<int>());
        var text = new StringBuilder();
        for (var at = 0; at < url.Length; at++)
        {
            var next = url[at] == '\\' && at + 1 < url.Length ? url[at + 1] : '\0';
            if (next is >= '1' and <= '9')
            {
                read.Texts.Add(text.ToString());
                text.Clear();
                read.Groups.Add(next - '0');
                at++;
            }
            else
            {
                text.Append(url[at]);
                at += next == '\\' ? 1 : 0;
            }
        }

        return new LinkTemplate([.. read.Texts, text.ToString()], [.. read.Groups]);
    }

    /// <summary>Whether the match makes a URL of http or https that is not too long.</summary>
    public bool Fits(ReadOnlySpan<char> source, in LinkCaptures captures)
    {
        var (least, most) = (texts[^1].Length, texts[^1].Length);
        for (var part = 0; part < groups.Length; part++)
        {
            var length = captures.Text(groups[part], source).Length;
            least += texts[part].Length + length;
            most += texts[part].Length + (LongestEncoding * length);
        }

        return least <= MaxUrlLength
            && (most <= MaxUrlLength || Build(source, captures).Length <= MaxUrlLength)
            && (fixedHost || IsSound(Build(source, captures)));
    }

    /// <summary>The URL of a match.</summary>
    public string Build(ReadOnlySpan<char> source, in LinkCaptures captures)
    {
        var buffer = new ArrayBufferWriter<char>(256);
        for (var part = 0; part < groups.Length; part++)
        {
            buffer.Write(texts[part]);
            Encode(captures.Text(groups[part], source), buffer);
        }

        buffer.Write(texts[^1]);
        return new string(buffer.WrittenSpan);
    }

    /// <summary>Writes the URL of a match as it stands in an attribute of HTML.</summary>
    public void WriteHtml(ReadOnlySpan<char> source, in LinkCaptures captures, IBufferWriter<char> output)
    {
        for (var part = 0; part < groups.Length; part++)
        {
            HtmlText.Write(texts[part], output);
            Encode(captures.Text(groups[part], source), output);
        }

        HtmlText.Write(texts[^1], output);
    }

    private static void Encode(ReadOnlySpan<char> text, IBufferWriter<char> output)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Plain);
            output.Write(plain < 0 ? text : text[..plain]);
            text = plain < 0 ? default : text[plain..];
            if (text.IsEmpty)
                continue;

            _ = Rune.DecodeFromUtf16(text, out var rune, out var taken);
            foreach (var part in utf8[..rune.EncodeToUtf8(utf8)])
                output.Write(['%', Hex(part >> 4), Hex(part & 15)]);

            text = text[taken..];
        }
    }

    private static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    private static bool IsWeb(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static bool IsSound([NotNullWhen(true)] string? url) =>
        url is not null && IsWeb(url) && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0;
}
