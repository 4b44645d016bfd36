using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories;

/// <summary>Permissions as answers: each with the repository as its own answers show it.</summary>
internal sealed class GrantAnswers(RepositoryGrantJson json, RepositoryAnswers repositories, PageAnswers pages)
{
    /// <summary>200 with a page.</summary>
    public async Task<IResult> PageAsync(Slice<RepositoryGrant> slice, Caller caller, HttpContext context)
    {
        var asked = context.Api().Fields.Root.Member("values")?.Member("repository", embedded: true);
        var shown = await repositories.ViewsAsync([.. slice.Items.Select(grant => grant.Repository)], asked, caller, context.RequestAborted);
        var views = slice.Items.Zip(shown, (grant, view) => new RepositoryGrantJson.GrantView(grant, view)).ToArray();
        return pages.Of(context, new Slice<RepositoryGrantJson.GrantView>(views, slice.Size), json.Write);
    }
}
