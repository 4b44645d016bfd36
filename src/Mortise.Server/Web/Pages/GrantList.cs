using Mortise.Server.Features.Workspaces.Grants;

namespace Mortise.Server.Web.Pages;

/// <summary>Who holds what on a repository or a project, for the page on which it is changed.</summary>
/// <param name="Api">The address of <c>permissions-config</c>.</param>
/// <param name="Levels">What can be granted, lowest first.</param>
internal sealed record GrantList(string Api, IReadOnlyList<string> Levels, IReadOnlyList<Grant> Users, IReadOnlyList<Grant> Groups)
{
    /// <summary>Shown of each kind; more can be reached by the API.</summary>
    public const int Most = 500;

    public static IReadOnlyList<string> OfRepository { get; } = ["read", "write", "admin"];

    public static IReadOnlyList<string> OfProject { get; } = ["read", "write", "create-repo", "admin"];
}
