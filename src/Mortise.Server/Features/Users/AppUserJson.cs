using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users;

/// <summary>The account that an access token acts as: schema <c>app_user</c>, named after the token (rest.md 4, D-27).</summary>
internal sealed class AppUserJson(PublicAddress address)
{
    public void Write(ObjectWriter o, Caller.ResourceToken token) => Write(o, token.Id, token.Name, KindOf(token.How), token.CreatedOn, address);

    /// <summary>The same of a token that is not the caller: it may be revoked, what it wrote stays.</summary>
    public static void Write(ObjectWriter o, Guid id, string name, string kind, DateTimeOffset createdOn, PublicAddress address)
    {
        o.Write("type", "app_user");
        o.Write("uuid", PublicAddress.Braced(id));
        o.Write("display_name", name);
        o.Write("account_id", id.ToString("D"));
        o.Write("account_status", "active", Shown.Full);
        o.Write("kind", kind, Shown.Full);
        o.Write("created_on", Timestamp.Micro(createdOn), Shown.Full);
        o.Object("links", $"{address.Origin}/account/{PublicAddress.BracedInPath(id)}/avatar/", static (links, avatar) => links.Link("avatar", avatar));
    }

    /// <summary>The wire's name of a kind of token.</summary>
    public static string KindOf(Credentials how) => how switch
    {
        Credentials.RepositoryToken => "repository_access_token",
        Credentials.ProjectToken => "project_access_token",
        _ => "workspace_access_token",
    };
}
