using System.Buffers.Text;

namespace Mortise.Git.Objects;

/// <summary>The line with which <c>cat-file --batch-check</c> and its kin answer: <c>id type size</c>, or a reason why not.</summary>
internal static class ObjectInfoLine
{
    /// <summary>Reads the line without its newline; false when it says missing, ambiguous or nonsense.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out ObjectInfo info)
    {
        info = default;
        if (line.Length < ObjectId.HexLength + 2 || !ObjectId.TryParse(line[..ObjectId.HexLength], out var id))
            return false;

        var rest = line[(ObjectId.HexLength + 1)..];
        var space = rest.IndexOf((byte)' ');
        if (space < 0 || TypeOf(rest[..space]) is not { } type || !Utf8Parser.TryParse(rest[(space + 1)..], out long size, out _))
            return false;

        info = new ObjectInfo(id, type, size);
        return true;
    }

    /// <summary>The kind by its name; null for anything else.</summary>
    public static ObjectType? TypeOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("commit"u8) ? ObjectType.Commit
        : name.SequenceEqual("tree"u8) ? ObjectType.Tree
        : name.SequenceEqual("blob"u8) ? ObjectType.Blob
        : name.SequenceEqual("tag"u8) ? ObjectType.Tag
        : null;
}
