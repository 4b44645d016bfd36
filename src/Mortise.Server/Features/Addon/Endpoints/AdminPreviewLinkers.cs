using System.Text.Json;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>
/// POST /_/api/linkers/preview: <c>{"text", "workspace"}</c>; what that workspace's linkers make of the text. With <c>descriptor</c>, or <c>regex</c>
/// and <c>url</c>, and <c>values</c>, linkers that are installed nowhere are tried instead.
/// </summary>
internal static class AdminPreviewLinkers
{
    public static async Task<IResult> HandleAsync(PrincipalStore principals, IWorkspaceLinkers linkers, TimeProvider clock, HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return problem!;

        if (!body.Root.TryGetProperty("text", out var member) || member.ValueKind != JsonValueKind.String)
            return ApiError.InvalidField("text", "The text to look for links in is needed.");

        var (set, fault) = LinkerTrial.Read(body.Root, clock);
        if (fault is not null)
            return fault;

        if (set is null)
        {
            var (slug, missing) = body.RequiredText("workspace");
            if (missing is not null)
                return missing;

            if (await principals.FindAsync(slug!, context.RequestAborted) is not { } workspace)
                return ApiError.WorkspaceNotFound(slug!);

            set = await linkers.GetAsync(workspace.Id, context.RequestAborted);
        }

        var text = member.GetString()!;
        return ApiAnswer.Ok(new LinkerPreviewJson.View(text, set, set.Preview(text)), LinkerPreviewJson.Write);
    }
}
