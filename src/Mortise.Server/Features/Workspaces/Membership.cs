using Mortise.Query.Fields;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Workspaces;

/// <summary>A person in a workspace.</summary>
/// <param name="Permission"><c>owner</c>, <c>collaborator</c> (a member who may write to a repository) or <c>member</c>.</param>
internal sealed record Membership(Account User, Workspace Workspace, string Permission, DateTimeOffset AddedOn)
{
    /// <summary>The person's application properties that the caller may see, where they were asked for.</summary>
    public IReadOnlyList<AppProperties>? Properties { get; init; }
}

/// <summary>A workspace that a caller can reach.</summary>
internal sealed record WorkspaceAccess(Workspace Workspace, bool IsAdministrator);
