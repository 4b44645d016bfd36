using Mortise.Git.Trees;

namespace Mortise.Git.Diffs;

/// <summary>Paths as a diff writes them: plain, or in quotes with C's escapes; the other way round is <see cref="GitPath.Escaped"/>.</summary>
/// <remarks>Source: git-config(1), <c>core.quotePath</c>; git's quote.c.</remarks>
internal static class QuotedPath
{
    /// <summary>A path alone.</summary>
    public static GitPath Read(ReadOnlySpan<byte> text) => GitPath.Of(text is [(byte)'"', ..] ? Unquote(text) : text);

    /// <summary>The path of a side: after <c>a/</c> or <c>b/</c>, before the tab that follows a path with blanks; null: <c>/dev/null</c>, there is no such side.</summary>
    public static GitPath? ReadSide(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'"', ..])
            return GitPath.Of(Unquote(text).AsSpan()[2..]);

        if (text is [.., (byte)'\t'])
            text = text[..^1];

        return text.SequenceEqual("/dev/null"u8) || text.Length < 2 ? null : GitPath.Of(text[2..]);
    }

    /// <summary>The path that <c>a/path b/path</c> says twice; null: it says two different ones.</summary>
    public static GitPath? ReadTwice(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'"', ..])
            return GitPath.Of(Unquote(text).AsSpan()[2..]);

        if (text.Length < 5 || text.Length % 2 == 0)
            return null;

        var half = text.Length / 2;
        return text[half] == ' ' && text[2..half].SequenceEqual(text[(half + 3)..]) ? GitPath.Of(text[2..half]) : null;
    }

    private static byte[] Unquote(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.Length);
        var at = 1;
        for (; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] != '\\' || at + 1 >= text.Length)
            {
                bytes.Add(text[at]);
                continue;
            }

            at++;
            if (text[at] is >= (byte)'0' and <= (byte)'3' && at + 2 < text.Length)
            {
                bytes.Add((byte)(((text[at] - '0') << 6) | ((text[at + 1] - '0') << 3) | (text[at + 2] - '0')));
                at += 2;
            }
            else
            {
                bytes.Add(text[at] switch
                {
                    (byte)'a' => 7,
                    (byte)'b' => 8,
                    (byte)'t' => 9,
                    (byte)'n' => 10,
                    (byte)'v' => 11,
                    (byte)'f' => 12,
                    (byte)'r' => 13,
                    var one => one,
                });
            }
        }

        while (bytes.Count < 2)
            bytes.Add((byte)'/');
        return [.. bytes];
    }
}
