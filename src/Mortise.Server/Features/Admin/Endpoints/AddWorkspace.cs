using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>POST /_/api/workspaces: makes a team's workspace.</summary>
internal static class AddWorkspace
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, UserStore users, WorkspaceStore workspaces, WorkspaceJson writer, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var workspace = new NewWorkspace(body.RequiredText("slug")) { Name = body.Text("name") ?? "", IsPrivate = body.Flag("is_private", unlessTold: true) };
        var owner = body.Text("owner");
        if (body.Problem is not null)
            return body.Problem;

        if (owner is not null)
        {
            if (await users.FindByUsernameAsync(owner, cancellation) is not { } person)
                return ApiError.NotFound($"There is no user '{owner}'.");

            workspace = workspace with { Owner = person.Id };
        }

        var (made, refused) = await workspaces.AddAsync(workspace, cancellation);
        return made is null ? refused! : AdminAnswers.Created(o => writer.Write(o, made));
    }
}
