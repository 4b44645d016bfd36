using Mortise.Query.Fields;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Repositories;

/// <summary>Permissions on the wire: schema <c>repository_permission</c>.</summary>
internal sealed class RepositoryGrantJson(AccountJson accounts, RepositoryJson repositories)
{
    /// <param name="Shown">The repository as the caller sees it.</param>
    internal readonly record struct GrantView(RepositoryGrant Grant, RepositoryJson.RepositoryView Shown);

    public void Write(ObjectWriter o, GrantView view)
    {
        var grant = view.Grant;
        o.Write("type", "repository_permission");
        o.Write("permission", grant.Permission.ToString().ToLowerInvariant());
        o.Embedded("user", grant.User, accounts.Write);
        o.Embedded("repository", view.Shown, repositories.Write);
    }
}
