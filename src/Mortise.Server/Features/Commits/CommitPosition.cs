using System.Buffers.Binary;
using System.Buffers.Text;
using Mortise.Git.Log;
using Mortise.Git.Objects;

namespace Mortise.Server.Features.Commits;

/// <summary>The parameter <c>ctx</c> of a commit log: what the log still has to show, and the page that begins there (rest.md D-54).</summary>
/// <remarks>
/// It holds the commits themselves, so that no push moves it, every node reads it, and a page costs the same at any depth. It gives no access: who may
/// read the log may read any commit by its hash. Longer ones are kept by <see cref="CommitPositionFiles"/>.
/// </remarks>
/// <param name="Page">From 2.</param>
/// <param name="Include">Where the log goes on.</param>
/// <param name="Exclude">What it leaves out.</param>
/// <param name="Passed">Commits that are passed over from there.</param>
internal sealed record CommitPosition(int Page, IReadOnlyList<ObjectId> Include, IReadOnlyList<ObjectId> Exclude, int Passed)
{
    /// <summary>Bytes of what fits into an address: some thirty commits.</summary>
    public const int MostInAddress = 640;

    /// <summary>Commits that a page may pass over.</summary>
    public const int MostPassed = 1_000_000;

    private const int Head = 12;

    public static CommitPosition Of(int page, CommitWalk rest) => new(page, rest.Include, rest.Exclude, rest.Passed);

    public CommitWalk ToWalk() => new(Include, Exclude) { Passed = Passed, GoesOn = Passed == 0 };

    public byte[] ToBytes()
    {
        var bytes = new byte[Head + ((Include.Count + Exclude.Count) * ObjectId.ByteLength)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Page);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), Exclude.Count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), Passed);
        var at = Head;
        foreach (var id in Exclude.Concat(Include))
        {
            id.WriteBytes(bytes.AsSpan(at));
            at += ObjectId.ByteLength;
        }

        return bytes;
    }

    /// <summary>Null: these bytes are no position.</summary>
    public static CommitPosition? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Head || (bytes.Length - Head) % ObjectId.ByteLength != 0)
            return null;

        var page = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var excluded = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        var passed = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
        var ids = new ObjectId[(bytes.Length - Head) / ObjectId.ByteLength];
        if (page < 2 || excluded < 0 || excluded >= ids.Length || passed is < 0 or > MostPassed)
            return null;

        for (var i = 0; i < ids.Length; i++)
            ids[i] = new ObjectId(bytes.Slice(Head + (i * ObjectId.ByteLength), ObjectId.ByteLength));

        return new CommitPosition(page, ids[excluded..], ids[..excluded], passed);
    }

    public static string Write(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static CommitPosition? Read(string text) =>
        text.Length <= Base64Url.GetEncodedLength(MostInAddress) && Base64Url.IsValid(text) ? Read(Base64Url.DecodeFromChars(text)) : null;
}
