using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>POST /_/api/workspaces/{workspace}/members: makes a person a member, or changes the role of one.</summary>
internal static class AddMember
{
    public static async Task<IResult> HandleAsync(
        string workspace, HttpContext context, UserStore users, WorkspaceStore workspaces, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var (name, role) = (body.RequiredText("user"), body.Text("role") ?? "member");
        if (body.Problem is not null)
            return body.Problem;

        if (role is not ("member" or "owner"))
            return ApiError.InvalidField("role", $"'{role}' is neither member nor owner.");

        if (await workspaces.FindAsync(workspace, cancellation) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        if (await users.FindByUsernameAsync(name, cancellation) is not { } person)
            return ApiError.NotFound($"There is no user '{name}'.");

        await workspaces.AddMemberAsync(found.Id, person.Id, role == "owner" ? WorkspaceRole.Owner : WorkspaceRole.Member, cancellation);
        return AdminAnswers.Created(o =>
        {
            o.Write("workspace", found.Slug);
            o.Write("user", person.Username);
            o.Write("role", role);
        });
    }
}
