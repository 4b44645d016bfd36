using Mortise.Connect.Descriptors;
using Mortise.Connect.Proxying;
using Mortise.Server.Features.Addon;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppProxy;

/// <summary>What a proxied request goes to.</summary>
internal sealed record ProxyTarget(ProxyInstallation Installation, Descriptor Descriptor, ProxyRoute Route, ProxySubject Subject);

/// <summary>Finds the installation, the route and the objects of a proxied request; what the caller may not see is not told from what is not there.</summary>
internal sealed class ProxyFinder(AppProxyStore store, InstalledDescriptors descriptors, ProxySubjects subjects)
{
    /// <summary>UUIDs of a path beyond these name nothing.</summary>
    private const int MostNamed = 8;

    /// <summary>Exactly one of the two is set.</summary>
    public async Task<(ProxyTarget? Target, ApiError? Refusal)> FindAsync(AppKey app, string path, Caller caller, CancellationToken cancellation)
    {
        var absent = ApiError.NotFound($"The app {app} offers no path {path} here, or you may not see what it is about.");
        if (caller.ActingApp is { } own && own.AppKey != app)
            return (null, absent);

        var found = new List<ProxyTarget>();
        foreach (var installation in await store.ListAsync(app, Named(path), caller.ActingApp?.InstallationId, caller, cancellation))
        {
            if (await descriptors.FindAsync(installation.Id, cancellation) is not { Descriptor: var descriptor }
                || !ProxyPaths.TryFind(descriptor.Modules.Proxy, path, out var match)
                || await subjects.FindAsync(match.Captures, installation, caller, cancellation) is not { } subject)
                continue;

            // An object of the path decides; installations that it names come first.
            var target = new ProxyTarget(installation, descriptor, match.Route, subject);
            if (installation.IsNamed)
                return (target, null);

            found.Add(target);
        }

        return found.Count switch
        {
            0 => (null, absent),
            1 => (found[0], null),
            _ => (null, Undecided(app, found)),
        };
    }

    private static ApiError Undecided(AppKey app, List<ProxyTarget> found) => ApiError.Conflict(
        $"The app {app} is installed on several of your workspaces ({string.Join(", ", found.Select(target => target.Installation.Workspace))}). "
        + "Call it from its own page, or use a path that holds a repository or the workspace.");

    private static Guid[] Named(string path) =>
        [.. path.Split('/').Select(segment => Identifier.TryParseBraced(segment, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(MostNamed)];
}
