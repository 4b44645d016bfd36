using Mortise.Query.Fields;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Repositories;

/// <summary>Permissions on the wire: schema <c>repository_permission</c>.</summary>
internal sealed class RepositoryGrantJson(AccountJson accounts, RepositoryJson repositories)
{
    public void Write(ObjectWriter o, RepositoryGrant grant)
    {
        o.Write("type", "repository_permission");
        o.Write("permission", grant.Permission.ToString().ToLowerInvariant());
        o.Embedded("user", grant.User, accounts.Write);
        o.Embedded("repository", new RepositoryJson.RepositoryView(grant.Repository, null, null), repositories.Write);
    }
}
