using Mortise.Git.Refs;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>The body of POST and PUT (rest.md 16.4); <c>owner</c> and other members that are not for clients to set are ignored.</summary>
internal static class RepositoryBody
{
    private const int LongestDescription = 10_000;
    private const int LongestWebsite = 255;
    private const int LongestLanguage = 50;

    /// <summary>Exactly one of the two is set.</summary>
    /// <param name="ofFork">Whether <c>workspace</c> counts: a fork may stand elsewhere, while other repositories stay where their address says.</param>
    public static async Task<(RepositoryChanges? Changes, ApiError? Problem)> ReadAsync(HttpContext context, bool ofFork = false)
    {
        var (json, problem) = await JsonBody.ReadAsync(context, optional: true);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        _ = members.OneOf("scm", "git");
        var changes = new RepositoryChanges
        {
            Name = Name(members),
            Description = members.Text("description", LongestDescription, lines: true),
            Website = members.Text("website", LongestWebsite),
            Language = members.Text("language", LongestLanguage)?.ToLowerInvariant(),
            IsPrivate = members.Flag("is_private"),
            Project = members.TextIn("project", 200, "key", "uuid"),
            ForkPolicy = members.OneOf("fork_policy", "allow_forks", "no_public_forks", "no_forks"),
            HasIssues = members.Flag("has_issues"),
            HasWiki = members.Flag("has_wiki"),
            MainBranch = MainBranch(members),
            Workspace = ofFork ? members.TextIn("workspace", 200, "slug", "uuid") : null,
        };
        return members.Problem is { } faults ? (null, faults) : (changes, null);
    }

    private static string? Name(BodyMembers members)
    {
        var name = members.Text("name", RepoSlug.MaxLength);
        if (name is not null && !RepoSlug.TryFromName(name, out _, out var problem))
            members.Fault("name", problem);

        return name;
    }

    private static BranchName? MainBranch(BodyMembers members)
    {
        if (members.TextIn("mainbranch", 244, "name") is not { } text)
            return null;

        if (BranchName.TryParse(text, out var branch))
            return branch;

        members.Fault("mainbranch.name", $"'{text}' cannot be the name of a branch.");
        return null;
    }
}
