using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules.Endpoints;

/// <summary>
/// GET /_/api/modules/why?path=/acme/rocket&amp;user=bob, and the same below /_/site for owners of the workspace: which modules of a page show to somebody,
/// and why the others do not. Without <c>user</c> it is nobody who is signed in.
/// </summary>
internal static class ExplainModules
{
    public static async Task<IResult> ForHostAsync(
        string? path, string? user, PageAddress addresses, PageModules modules, UserStore users, CancellationToken cancellation)
    {
        var (page, viewer, refusal) = await FindAsync(path, user, addresses, users, cancellation);
        return refusal ?? ApiAnswer.Ok(await modules.ExplainAsync(page!, viewer!, cancellation), ModuleWhyJson.Write);
    }

    public static async Task<IResult> ForOwnersAsync(
        string? path, string? user, Caller caller, PageAddress addresses, PageModules modules, UserStore users, AccessStore access, CancellationToken cancellation)
    {
        // Whose workspace it is decides before what the other person sees of it.
        if (await addresses.FindAsync(path ?? "", caller, cancellation) is not { } own)
            return NoPage(path);

        if (await access.RoleAsync(caller, own.WorkspaceId, cancellation) != WorkspaceRole.Owner)
            return ApiError.Forbidden("Only owners of the workspace are told why modules show.");

        var (page, viewer, refusal) = await FindAsync(path, user, addresses, users, cancellation);
        return refusal ?? ApiAnswer.Ok(await modules.ExplainAsync(page!, viewer!, cancellation), ModuleWhyJson.Write);
    }

    private static async Task<(PageSubject? Page, Caller? Viewer, IResult? Refusal)> FindAsync(
        string? path, string? user, PageAddress addresses, UserStore users, CancellationToken cancellation)
    {
        Caller viewer = Caller.Anonymous.Instance;
        if (!string.IsNullOrEmpty(user))
        {
            if (await users.FindByUsernameAsync(user, cancellation) is not { } person)
                return (null, null, ApiError.NotFound($"There is no user '{user}'."));

            viewer = new Caller.Visitor(person.Id, person.Username, person.DisplayName);
        }

        return await addresses.FindAsync(path ?? "", viewer, cancellation) is { } page ? (page, viewer, null) : (null, null, NoPage(path));
    }

    private static ApiError NoPage(string? path) =>
        ApiError.NotFound($"That person finds no page at '{path}'. Give the path of a page of a workspace or repository, for example /acme/rocket.");
}
