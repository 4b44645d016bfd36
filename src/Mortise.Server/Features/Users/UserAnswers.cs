using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Users;

/// <summary>Accounts as answers, with their application properties where <c>fields</c> asks for them.</summary>
internal sealed class UserAnswers(AccountJson json, VisiblePropertyStore properties)
{
    /// <param name="isSelf">True when the caller is that account.</param>
    public async Task<IResult> OneAsync(Account account, bool isSelf, Caller caller, HttpContext context)
    {
        var visible = await PropertiesAsync([account], context.Api().Fields.Root, caller, context.RequestAborted);
        return ApiAnswer.Ok(account, (writer, shown) => json.Write(writer, shown, visible(shown), isSelf));
    }

    /// <summary>What the caller may see of each account's properties; null of all where <paramref name="asked"/> does not want them, and of teams.</summary>
    public async Task<Func<Account, IReadOnlyList<AppProperties>?>> PropertiesAsync(
        IEnumerable<Account> accounts, Selection? asked, Caller caller, CancellationToken cancellation)
    {
        if (asked?.Wants("properties", Shown.Extra) != true)
            return _ => null;

        var hosts = accounts.Where(account => !account.IsTeam).Select(account => PropertyHost.OfUser(account.Id)).ToArray();
        var visible = await properties.ListAsync(hosts, caller, cancellation);
        return account => account.IsTeam ? null : visible.GetValueOrDefault(PropertyHost.OfUser(account.Id).Id, []);
    }
}
