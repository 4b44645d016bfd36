using System.Globalization;
using System.Text;

namespace Mortise.Git.Objects;

/// <summary>Reads the content of a commit object, forward only. It forgives what old tools wrote wrong: dates, missing brackets, unknown encodings.</summary>
internal static class CommitReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Commit Read(ObjectId id, ReadOnlySpan<byte> content)
    {
        var tree = ObjectId.Zero;
        var parents = new List<ObjectId>(1);
        ReadOnlySpan<byte> author = default;
        ReadOnlySpan<byte> committer = default;
        ReadOnlySpan<byte> encodingName = default;
        var signed = false;

        while (true)
        {
            var end = content.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (line.IsEmpty)
                break;                                              // the message follows

            var space = line.IndexOf((byte)' ');
            if (space <= 0)
                continue;                                           // a continuation line, of gpgsig or mergetag

            var value = line[(space + 1)..];
            switch (line[..space])
            {
                case var key when key.SequenceEqual("tree"u8):
                    _ = ObjectId.TryParse(value, out tree);
                    break;
                case var key when key.SequenceEqual("parent"u8) && ObjectId.TryParse(value, out var parent):
                    parents.Add(parent);
                    break;
                case var key when key.SequenceEqual("author"u8) && author.IsEmpty:
                    author = value;
                    break;
                case var key when key.SequenceEqual("committer"u8) && committer.IsEmpty:
                    committer = value;
                    break;
                case var key when key.SequenceEqual("encoding"u8):
                    encodingName = value;
                    break;
                case var key when key.SequenceEqual("gpgsig"u8):
                    signed = true;
                    break;
            }
        }

        var named = encodingName.IsEmpty ? null : FindEncoding(Encoding.ASCII.GetString(encodingName));
        return new Commit(id, tree, parents, ReadSignature(Decode(author, named)), ReadSignature(Decode(committer, named)), Decode(content, named), signed);
    }

    internal static Signature ReadSignature(string raw)
    {
        var open = raw.IndexOf('<', StringComparison.Ordinal);
        var close = raw.LastIndexOf('>');
        if (open < 0 || close < open)
            return new Signature(raw.Trim(), "", DateTimeOffset.UnixEpoch, raw);

        return new Signature(raw[..open].Trim(), raw[(open + 1)..close].Trim(), ReadTime(raw.AsSpan(close + 1).Trim()), raw);
    }

    private static DateTimeOffset ReadTime(ReadOnlySpan<char> text)
    {
        var space = text.IndexOf(' ');
        if (!long.TryParse(space < 0 ? text : text[..space], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() + 86_400 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 86_400)
            return DateTimeOffset.UnixEpoch;

        var offset = TimeSpan.Zero;
        if (space >= 0 && int.TryParse(text[(space + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var zone))
        {
            var minutes = (long)zone / 100 * 60 + zone % 100;
            if (Math.Abs(minutes) <= 14 * 60)
                offset = TimeSpan.FromMinutes(minutes);
        }

        return DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(offset);
    }

    internal static string Decode(ReadOnlySpan<byte> bytes, Encoding? named)
    {
        try
        {
            return (named ?? StrictUtf8).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static Encoding? FindEncoding(string name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return null;

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
