using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.Dashboard.Endpoints;

/// <summary>POST /_/site/markup: how a text will look in a repository, with the links that its apps make. Keeps nothing.</summary>
internal static class PostMarkup
{
    public const string Path = "/_/site/markup";

    public static async Task<IResult> HandleAsync(Caller caller, RepositoryStore repositories, IWorkspaceLinkers linkers, HttpContext context)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return problem!;

        var members = new BodyMembers(json.Root);
        var raw = members.Text("raw", MarkupRenderer.MaxLength, lines: true) ?? "";
        var named = members.Text("repository", RepoSlug.MaxLength * 4) ?? "";
        if (members.Problem is { } faults)
            return faults;

        if (named.Split('/') is not [var workspace, var slug]
            || await repositories.FindVisibleAsync(new RepositoryPath(workspace, slug), caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        var text = new MarkupText(raw, await linkers.GetAsync(repository.WorkspaceId, context.RequestAborted));
        return ApiAnswer.Ok(text, MarkupRenderer.Write);
    }
}
