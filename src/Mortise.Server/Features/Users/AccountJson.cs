using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Users;

/// <summary>Accounts on the wire: schemas <c>user</c>, <c>team</c>, and <c>app_user</c> for what a token wrote.</summary>
internal sealed class AccountJson(PublicAddress address)
{
    /// <summary>The account as the reference shows it; embedded in another object it is condensed.</summary>
    public void Write(ObjectWriter o, Account account) => Write(o, account, properties: null, isSelf: false);

    /// <param name="properties">The application properties the caller may see, where they were read before; else they are read when <c>fields</c> asks for them.</param>
    /// <param name="isSelf">True on <c>GET /user</c>, which alone still shows the username of a person.</param>
    public void Write(ObjectWriter o, Account account, IReadOnlyList<AppProperties>? properties, bool isSelf)
    {
        if (account.TokenKind is not null)
        {
            AppUserJson.Write(o, account.Id, account.DisplayName, account.TokenKind, account.CreatedOn, address);
            return;
        }

        o.Write("type", account.IsTeam ? "team" : "user");
        o.Write("uuid", PublicAddress.Braced(account.Id));
        o.Write("display_name", account.DisplayName);
        if (account.IsTeam || isSelf)
            o.Write("username", account.Username);

        if (!account.IsTeam)
        {
            o.Write("nickname", account.Nickname);
            o.Write("account_id", account.AccountId);
            o.Write("account_status", account.AccountStatus, Shown.Full);
            o.Write("is_staff", account.IsStaff, Shown.Full);
            o.Null("has_2fa_enabled", Shown.Full);
            o.Null("location", Shown.Full);
            o.Null("website", Shown.Full);
        }

        o.Write("created_on", Timestamp.Micro(account.CreatedOn), Shown.Full);
        if (properties is not null)
            o.Properties("properties", properties);
        else if (!account.IsTeam && o.Wants("properties", Shown.Extra))
            o.Properties("properties", PropertyHost.OfUser(account.Id));

        o.Object("links", account, WriteLinks);
    }

    private void WriteLinks(ObjectWriter o, Account account)
    {
        var id = PublicAddress.BracedInPath(account.Id);
        o.Link("self", $"{address.Api}/{(account.IsTeam ? "workspaces" : "users")}/{id}");
        o.Link("html", account.IsTeam ? $"{address.Origin}/{account.Username}/" : $"{address.Origin}/{id}/");
        o.Link("avatar", $"{address.Origin}/account/{account.Username}/avatar/");
        o.Link("repositories", $"{address.Api}/repositories/{id}", Shown.Full);
        if (!account.IsTeam)
            return;

        o.Link("members", $"{address.Api}/workspaces/{id}/members", Shown.Full);
        o.Link("projects", $"{address.Api}/workspaces/{id}/projects", Shown.Full);
    }
}
