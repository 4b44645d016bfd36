using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin;

/// <summary>What the administrator sees of accounts: more than the API shows of others.</summary>
internal static class AdminJson
{
    public static void WriteUser(ObjectWriter o, AdminStore.UserRow user)
    {
        o.Write("uuid", PublicAddress.Braced(user.Id));
        o.Write("username", user.Username);
        o.Write("display_name", user.DisplayName);
        o.Write("account_id", user.AccountId);
        o.Write("account_status", user.AccountStatus);
        o.Write("email", user.Email);
    }
}
