using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users;

/// <summary>The account that an access token acts as: schema <c>app_user</c>, named after the token (rest.md 4, D-27).</summary>
internal sealed class AppUserJson(PublicAddress address)
{
    public void Write(ObjectWriter o, Caller.ResourceToken token)
    {
        o.Write("type", "app_user");
        o.Write("uuid", PublicAddress.Braced(token.Id));
        o.Write("display_name", token.Name);
        o.Write("account_id", token.Id.ToString("D"));
        o.Write("account_status", "active", Shown.Full);
        o.Write("kind", KindOf(token), Shown.Full);
        o.Write("created_on", Timestamp.Micro(token.CreatedOn), Shown.Full);
        o.Object("links", token, WriteLinks);
    }

    private void WriteLinks(ObjectWriter o, Caller.ResourceToken token) =>
        o.Link("avatar", $"{address.Origin}/account/{PublicAddress.BracedInPath(token.Id)}/avatar/");

    private static string KindOf(Caller.ResourceToken token) => token.How switch
    {
        Credentials.RepositoryToken => "repository_access_token",
        Credentials.ProjectToken => "project_access_token",
        _ => "workspace_access_token",
    };
}
