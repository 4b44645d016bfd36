using Mortise.Git;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>POST /_/api/repositories: makes a repository, empty or with the branches and tags of another.</summary>
/// <remarks>The source may be a path or any address: whoever has the administrator's token could read both without this server.</remarks>
internal static class AddRepository
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, WorkspaceStore workspaces, RepositoryCreation creation, RepositoryDirectories directories, RepositoryStore repositories,
        RepositoryJson writer, AdminStore admin, RepositoryUpkeep upkeep, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var (fullName, source) = (body.RequiredText("full_name"), body.Text("import"));
        var changes = new RepositoryChanges
        {
            Name = body.Text("name"),
            Description = body.Text("description"),
            Project = body.Text("project"),
            IsPrivate = body.Flag("is_private", unlessTold: true),
        };
        if (body.Problem is not null)
            return body.Problem;

        if (fullName.Split('/') is not [var workspaceName, var slugText])
            return ApiError.InvalidField("full_name", $"'{fullName}' is not WORKSPACE/REPOSITORY.");

        if (!RepoSlug.TryParse(slugText, out var slug, out var problem))
            return ApiError.InvalidField("full_name", problem);

        if (await workspaces.FindAsync(workspaceName, cancellation) is not { } workspace)
            return ApiError.WorkspaceNotFound(workspaceName);

        var fresh = changes.ToNew(workspace.Id, slug);
        var (id, refused) = source is null
            ? await creation.CreateAsync(fresh, cancellation)
            : await creation.CreateAsync(fresh, repository => ImportAsync(directories.PathOf(repository), source, fresh, cancellation), cancellation);
        if (refused is not null)
            return refused;

        upkeep.Moved(id);
        await admin.KeepContentAsync(workspace.Id, id, new GitRepository(directories.PathOf(id)), cancellation);
        var made = await repositories.FindVisibleAsync(id, new Caller.HostAdmin { Workspace = workspace.Id }, cancellation);
        return AdminAnswers.Created(o => writer.Write(o, new RepositoryJson.RepositoryView(made!, null, null)));
    }

    private static async Task<ApiError?> ImportAsync(string path, string source, NewRepository repository, CancellationToken cancellation)
    {
        var (_, problem) = await GitRepository.ImportAsync(path, source, repository.DefaultBranch, cancellation);
        return problem is null ? null : ApiError.BadRequest($"'{WithoutPassword(source)}' cannot be imported: {problem}");
    }

    /// <summary>The source as it may be shown: a URL can hold a password.</summary>
    private static string WithoutPassword(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out var url) && url.UserInfo.Length > 0 ? source.Replace(url.UserInfo + "@", "", StringComparison.Ordinal) : source;
}
