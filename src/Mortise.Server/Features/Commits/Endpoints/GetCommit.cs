using Mortise.Query.Fields;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.Commits.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/commit/{commit}</summary>
internal static class GetCommit
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, CommitFinder commits, CommitJson json,
        AccountStore accounts, IWorkspaceLinkers linkers, VisiblePropertyStore properties, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        if (repository is null)
            return refusal!;

        if (await commits.ReadAsync(repository, id, cancellation) is not { } found)
            return ApiError.NotFound("Changeset not found.");

        var people = await accounts.ListByEmailAsync([found.Author.Email, found.Committer.Email], cancellation);
        var set = await linkers.GetAsync(repository.WorkspaceId, cancellation);
        return ApiAnswer.Ok(new CommitView(found, repository, people, set, await PropertiesAsync()), json.Write);

        async Task<IReadOnlyList<AppProperties>?> PropertiesAsync()
        {
            if (!context.Api().Fields.Root.Wants("properties", Shown.Extra))
                return null;

            var host = PropertyHost.OfCommit(repository.WorkspaceId, repository.Id, id.ToString());
            return (await properties.ListAsync([host], caller, cancellation)).GetValueOrDefault(host.Id, []);
        }
    }
}
