using System.Globalization;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>Reads from the address of a page what it is about, as somebody sees it.</summary>
internal sealed class PageAddress(RepositoryStore repositories, WorkspaceStore workspaces)
{
    /// <summary>The subject of the page at a path such as <c>/acme/rocket/pull-requests/7</c>; null where that person finds nothing there.</summary>
    public async Task<PageSubject?> FindAsync(string path, Caller viewer, CancellationToken cancellation)
    {
        var segments = path.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (segments.Length == 0)
            return null;

        if (segments.Length == 1 || segments[1] == "workspace")
            return await workspaces.FindVisibleAsync(segments[0], viewer, cancellation) is { } workspace ? new PageSubject { WorkspaceId = workspace.Id } : null;

        if (await repositories.FindVisibleAsync(new RepositoryPath(segments[0], segments[1]), viewer, cancellation) is not { } repository)
            return null;

        var page = new PageSubject { WorkspaceId = repository.WorkspaceId, RepositoryId = repository.Id };
        return segments[2..] switch
        {
            ["pull-requests", var number, ..] when long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) => page with { PullRequest = parsed },
            ["commits", var hash, ..] when ObjectId.TryParse(hash, out _) => page with { Commit = hash },
            ["branch", .. var name] when name.Length > 0 => page with { Branch = string.Join('/', name) },
            ["src", var hash, .. var file] when ObjectId.TryParse(hash, out _) && file.Length > 0 => page with { Commit = hash, File = string.Join('/', file) },
            _ => page,
        };
    }
}
