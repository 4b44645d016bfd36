using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces.Groups;

namespace Mortise.Server.Features.Workspaces.Grants;

/// <summary>A permission that was given to one person or one group; exactly one of the two is set.</summary>
/// <param name="Level">As the tables keep it: from 1, the place in <see cref="GrantHost.Levels"/>.</param>
internal sealed record Grant(Account? User, Group? Group, int Level);

/// <summary>Whom a grant is given to.</summary>
internal enum GranteeKind
{
    User,
    Group,
}

/// <summary>What a grant is on.</summary>
internal enum GrantSubjectKind
{
    Repository,
    Project,
}

/// <summary>The repository or project that grants are on.</summary>
internal sealed record GrantSubject(GrantSubjectKind Kind, Guid WorkspaceId, Guid Id);

/// <summary>The same with all that its answers show.</summary>
internal sealed record GrantHost(GrantSubject Subject, Workspace Workspace)
{
    /// <summary>The member of the answer that holds it, which is also how its types begin: <c>repository</c> or <c>project</c>.</summary>
    public required string Member { get; init; }

    /// <summary>What can be granted on it, lowest first.</summary>
    public required IReadOnlyList<string> Levels { get; init; }

    /// <summary>The absolute address of its <c>permissions-config</c>.</summary>
    public required string Address { get; init; }

    /// <summary>Writes the member <see cref="Member"/>.</summary>
    public required Action<ObjectWriter> Write { get; init; }
}
