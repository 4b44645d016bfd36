using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Repositories;

/// <summary>Repositories as answers: reads what <c>fields</c> asks for beyond the row, once a page, and writes them.</summary>
internal sealed class RepositoryAnswers(RepositoryJson json, VisiblePropertyStore properties, PublicAddress address)
{
    public async Task<IResult> OneAsync(Repository repository, Caller caller, HttpContext context)
    {
        var mask = context.Api().Fields;
        return ApiAnswer.Ok((await ViewsAsync([repository], mask.Root, caller, context.RequestAborted))[0], json.Write);
    }

    /// <summary>The views of one page, with what <paramref name="asked"/> of each wants.</summary>
    public async Task<IReadOnlyList<RepositoryJson.RepositoryView>> ViewsAsync(
        IReadOnlyList<Repository> repositories, Selection? asked, Caller caller, CancellationToken cancellation)
    {
        var username = (caller as Caller.Person)?.Username;
        if (asked?.Wants("properties", Shown.Extra) != true)
            return [.. repositories.Select(repository => new RepositoryJson.RepositoryView(repository, null, username))];

        var hosts = repositories.Select(repository => PropertyHost.OfRepository(repository.WorkspaceId, repository.Id)).ToArray();
        var visible = await properties.ListAsync(hosts, caller, cancellation);
        return [.. repositories.Select((repository, at) => new RepositoryJson.RepositoryView(repository, visible.GetValueOrDefault(hosts[at].Id, []), username))];
    }

    /// <summary>301 to where a renamed repository is now; GET and HEAD follow it.</summary>
    public IResult MovedTo(Repository repository, HttpContext context) =>
        TypedResults.Redirect($"{address.Api}/repositories/{repository.FullName}{context.Request.QueryString}", permanent: true);
}
