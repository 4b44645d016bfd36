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
        IReadOnlyList<AppProperties>? visible = null;
        if (!account.IsTeam && context.Api().Fields.Root.Wants("properties", Shown.Extra))
        {
            var host = PropertyHost.OfUser(account.Id);
            visible = (await properties.ListAsync([host], caller, context.RequestAborted)).GetValueOrDefault(host.Id, []);
        }

        return ApiAnswer.Ok(account, (writer, shown) => json.Write(writer, shown, visible, isSelf));
    }
}
