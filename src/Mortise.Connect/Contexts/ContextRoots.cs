using System.Collections.Frozen;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Contexts;

/// <summary>The objects that URLs and conditions of modules may name, and the scope that an app needs for each.</summary>
/// <remarks>Source: <c>connect.md</c> 5.2 and 5.3: Bitbucket Cloud docs, "Context parameters", and the flat names of older descriptors.</remarks>
public static class ContextRoots
{
    public const string User = "user";
    public const string TargetUser = "target_user";
    public const string Workspace = "workspace";
    public const string Principal = "principal";
    public const string Repository = "repository";
    public const string Branch = "branch";
    public const string Commit = "commit";
    public const string File = "file";
    public const string Directory = "directory";
    public const string PullRequest = "pullrequest";

    private static readonly FrozenDictionary<string, Scope> Scopes = new Dictionary<string, Scope>(StringComparer.Ordinal)
    {
        [User] = Scope.Account,
        [TargetUser] = Scope.Account,
        [Workspace] = Scope.Account,
        [Principal] = Scope.Account,
        [Repository] = Scope.Repository,
        [Branch] = Scope.Repository,
        [Commit] = Scope.Repository,
        [File] = Scope.Repository,
        [Directory] = Scope.Repository,
        [PullRequest] = Scope.PullRequest,
        ["snippet"] = Scope.Snippet,
        ["issue"] = Scope.Issue,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Flat names, and members that went by another name, with the path they mean today.</summary>
    private static readonly FrozenDictionary<string, string> Older = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["repo_path"] = "repository.full_name",
        ["repo_uuid"] = "repository.uuid",
        ["repo_name"] = "repository.name",
        ["repo_slug"] = "repository.slug",
        ["file_cset"] = "file.commit.hash",
        ["file_path"] = "file.path",
        ["file_name"] = "file.name",
        ["user_uuid"] = "user.uuid",
        ["user_username"] = "user.username",
        ["target_user_uuid"] = "target_user.uuid",
        ["pullrequest_id"] = "pullrequest.id",
        ["branch_name"] = "branch.name",
        ["commit_hash"] = "commit.hash",
        ["pullrequest.to_repository"] = "pullrequest.destination.repository",
        ["pullrequest.from_repository"] = "pullrequest.source.repository",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all roots.</summary>
    public static IReadOnlyCollection<string> All => Scopes.Keys;

    /// <summary>The scope whose closure must be held to see the object; false when no object has that name.</summary>
    public static bool TryGetScope(string root, out Scope scope) => Scopes.TryGetValue(root, out scope);

    /// <summary>The segments of a dotted path, older names replaced by today's.</summary>
    internal static string[] Path(string dotted)
    {
        if (Older.TryGetValue(dotted, out var today))
            return today.Split('.');

        var segments = dotted.Split('.');
        return segments.Length > 1 && Older.TryGetValue($"{segments[0]}.{segments[1]}", out today) ? [.. today.Split('.'), .. segments[2..]] : segments;
    }
}
