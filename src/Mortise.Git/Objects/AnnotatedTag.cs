namespace Mortise.Git.Objects;

/// <summary>A tag object as stored.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Target">The object it names: mostly a commit, or another tag.</param>
/// <param name="Tagger">Who made it; null in tags of very old gits.</param>
/// <param name="Message">The whole message, in UTF-8, or Latin-1 where it is not; a signature at its end is part of it.</param>
public sealed record AnnotatedTag(ObjectId Id, ObjectId Target, Signature? Tagger, string Message)
{
    /// <summary>Reads the content of a tag object, forward only.</summary>
    internal static AnnotatedTag Read(ObjectId id, ReadOnlySpan<byte> content)
    {
        var target = ObjectId.Zero;
        Signature? tagger = null;
        while (!content.IsEmpty)
        {
            var end = content.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (line.IsEmpty)
                break;

            if (line.StartsWith("object "u8))
                _ = ObjectId.TryParse(line[7..], out target);
            else if (line.StartsWith("tagger "u8))
                tagger = CommitReader.ReadSignature(CommitReader.Decode(line[7..], null));
        }

        return new AnnotatedTag(id, target, tagger, CommitReader.Decode(content, null));
    }
}
