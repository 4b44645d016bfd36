using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits;

/// <summary>A commit by its hash alone.</summary>
/// <param name="FullName">Of the repository it is shown in.</param>
/// <param name="Hash">As it is to be shown: whole, or its first 12 digits in a pull request.</param>
internal sealed record CommitReference(string FullName, string Hash);

/// <summary>Commits as statuses, reports and comments name them: condensed, so that none is read from git (rest.md 15).</summary>
internal sealed class CommitReferenceJson(PublicAddress address)
{
    public void Write(ObjectWriter o, CommitReference commit)
    {
        o.Write("type", "commit");
        o.Write("hash", commit.Hash);
        o.Object("links", commit, WriteLinks);
    }

    private void WriteLinks(ObjectWriter o, CommitReference commit)
    {
        o.Link("self", $"{address.Api}/repositories/{commit.FullName}/commit/{commit.Hash}");
        o.Link("html", $"{address.Origin}/{commit.FullName}/commits/{commit.Hash}");
    }
}
