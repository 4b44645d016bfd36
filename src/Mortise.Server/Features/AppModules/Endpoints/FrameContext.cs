using Mortise.Connect.Scopes;
using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules.Endpoints;

/// <summary>POST /_/site/frames/context: what the page around a frame is about, as ids (<c>AP.context.getContext</c>).</summary>
/// <remarks>As with the context in addresses, an app learns of the objects that its scopes let it read.</remarks>
internal static class FrameContext
{
    public static IResult Handle(Caller caller) =>
        caller is Caller.AppFrame { Token.Audience: FrameAudience.Bridge } frame
            ? ApiAnswer.Ok((Frame: frame, Page: FrameSubject.Read(frame.Token.Subject)), static (o, state) => Write(o, state.Frame, state.Page))
            : ApiError.Forbidden("A token that an app holds itself tells of no page.");

    private static void Write(ObjectWriter o, Caller.AppFrame frame, PageSubject? page)
    {
        var held = frame.Scopes.Closure;
        if (held.Contains(Scope.Account))
        {
            Object(o, "user", "uuid", Braced(frame.PersonId));
            Object(o, "target_user", "uuid", Braced(page?.TargetUser));
        }

        if (page is null)
            return;

        Object(o, "workspace", "uuid", Braced(page.WorkspaceId));
        if (held.Contains(Scope.PullRequest) && page.PullRequest is { } number)
            o.Object("pullrequest", number, static (inner, id) => inner.Write("id", id));

        if (!held.Contains(Scope.Repository))
            return;

        Object(o, "repository", "uuid", Braced(page.RepositoryId));
        Object(o, "commit", "hash", page.Commit);
        Object(o, "branch", "name", page.Branch);
        Object(o, "file", "path", page.File);
        Object(o, "directory", "path", page.Directory);
    }

    private static string? Braced(Guid? id) => id is { } one ? PublicAddress.Braced(one) : null;

    private static void Object(ObjectWriter o, string name, string member, string? text)
    {
        if (text is not null)
            o.Object(name, (member, text), static (inner, one) => inner.Write(one.member, one.text));
    }
}
