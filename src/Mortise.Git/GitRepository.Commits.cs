using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git;

/// <summary>What a written hash stands for.</summary>
public enum CommitMatch
{
    /// <summary>No commit has it; also the answer for what is not a hash.</summary>
    Missing,

    /// <summary>Exactly one commit.</summary>
    Found,

    /// <summary>Several commits begin with it.</summary>
    Ambiguous,
}

/// <summary>The answer of <see cref="GitRepository.ResolveCommitAsync"/>.</summary>
/// <param name="Match">How many commits there are.</param>
/// <param name="Id">The commit, where there is one; else zero.</param>
public readonly record struct CommitResolution(CommitMatch Match, ObjectId Id)
{
    public static CommitResolution Missing => default;

    public static CommitResolution Ambiguous => new(CommitMatch.Ambiguous, ObjectId.Zero);

    public static CommitResolution Found(ObjectId id) => new(CommitMatch.Found, id);
}

public sealed partial class GitRepository
{
    /// <summary>Digits of the shortest abbreviation, as in git.</summary>
    public const int MinAbbreviation = 4;

    /// <summary>Finds the commit of a full or abbreviated hash. Reference names, tags, trees and blobs never count.</summary>
    /// <param name="hashOrPrefix">4 to 40 hexadecimal digits of either case; anything else is missing.</param>
    /// <param name="cancellation">Kills git.</param>
    public async Task<CommitResolution> ResolveCommitAsync(string hashOrPrefix, CancellationToken cancellation = default)
    {
        if (hashOrPrefix.Length is < MinAbbreviation or > ObjectId.HexLength || !hashOrPrefix.All(char.IsAsciiHexDigit))
            return CommitResolution.Missing;

        // A name of 4 digits may be a branch as well; --disambiguate reads it as a prefix of objects and nothing else.
        var candidates = hashOrPrefix.ToLowerInvariant();
        if (hashOrPrefix.Length < ObjectId.HexLength)
        {
            var listing = await GitProcess.ReadAsync(Command("rev-parse", $"--disambiguate={candidates}"), cancellation);
            candidates = listing.Text;
            if (candidates.Length == 0)
                return CommitResolution.Missing;
        }

        var infos = await CheckAsync(candidates.Split('\n', StringSplitOptions.RemoveEmptyEntries), cancellation);
        var commits = infos.Where(info => info is { Type: ObjectType.Commit }).Select(info => info!.Value.Id).Distinct().Take(2).ToList();
        return commits.Count switch
        {
            0 => CommitResolution.Missing,
            1 => CommitResolution.Found(commits[0]),
            _ => CommitResolution.Ambiguous,
        };
    }

    /// <summary>One <c>cat-file --batch-check</c> over full ids; null for each that is missing.</summary>
    internal async Task<IReadOnlyList<ObjectInfo?>> CheckAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var input = Encoding.ASCII.GetBytes(string.Join('\n', ids) + '\n');
        var output = await GitProcess.ReadAsync(Command("cat-file", "--batch-check", "--buffer"), cancellation, input);
        output.Exit.Require("cat-file");
        var infos = new List<ObjectInfo?>(ids.Count);
        foreach (var line in Lines(output.Bytes.Span))
            infos.Add(ObjectInfoLine.TryParse(output.Bytes.Span[line], out var info) ? info : null);

        return infos;
    }
}
