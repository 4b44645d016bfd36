using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>A page of the site at an address where there is something to see.</summary>
/// <param name="Status">What a person with every right is answered.</param>
internal sealed record SamplePage(string Address, int Status = 200);

/// <summary>Every page of a host, by its routes: a new page is in here without being told.</summary>
internal static class PageCatalogue
{
    /// <summary>Pages that need a query, or are not what their route alone would show.</summary>
    private static readonly Dictionary<string, Func<SiteWorld, SamplePage>> Special = new(StringComparer.Ordinal)
    {
        ["/{workspace:workspace}/{repo_slug}/src/{revision}/{**path}"] = _ => new("/acme/rocket/src/main/README.md"),
        ["/{workspace:workspace}/{repo_slug}/history/{revision}/{**path}"] = _ => new("/acme/rocket/history/main/README.md"),
        ["/{workspace:workspace}/{repo_slug}/commits/tag/{**name}"] = _ => new("/acme/rocket/commits/tag/v0"),
        ["/site/oauth2/authorize"] = world => new($"/site/oauth2/authorize?response_type=code&client_id={world.ConsumerKey}"),
    };

    /// <summary>One page for each route, and further ones that look different.</summary>
    public static List<SamplePage> Samples(SiteWorld world)
    {
        var samples = world.Server.Endpoints().Where(IsPage).Select(route => Sample(world, route.RoutePattern)).Distinct().ToList();
        if (samples.Contains(new("/acme/rocket")))
            samples.AddRange(
            [
                new("/nobody/nothing", 404), new("/acme/empty"), new("/acme/rocket/src/main/logo.svg"), new("/acme/rocket/src/main/?mode=new"), new("/acme/rocket/branches/?tab=tags"), new($"/acme/rocket/src/{world.Commit}/src/"),
            ]);

        return samples;
    }

    private static bool IsPage(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is ["GET", "POST"] && route.Metadata.GetMetadata<RoutePolicy>() is { Rates: RateGroup.Site };

    private static SamplePage Sample(SiteWorld world, RoutePattern pattern) =>
        Special.TryGetValue("/" + pattern.RawText!.TrimStart('/'), out var special)
            ? special(world)
            : new("/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Text(world, pattern, part))))));

    private static string Text(SiteWorld world, RoutePattern pattern, RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => Value(world, parameter.Name) ?? throw new InvalidOperationException(
            $"The gallery does not know what stands for {{{parameter.Name}}} in the page {pattern.RawText}: add it to {nameof(PageCatalogue)}.{nameof(Value)}"),
        _ => throw new InvalidOperationException(pattern.RawText),
    };

    private static string? Value(SiteWorld world, string parameter) => parameter switch
    {
        "workspace" or "selected_workspace" => "acme",
        "repo_slug" => "rocket",
        "project_key" => "ROCK",
        "pull_request_id" => "1",
        "commit" or "revision" => world.Commit,
        "path" => "README.md",
        "branch" or "name" => "main",
        "spec" => "merged..main",
        "group" => "workspaces",
        "group_slug" => "developers",
        "uid" => world.HookId,
        "username" or "user" or "selected_user" or "account" => "ada",
        "app_key" => world.App.Key,
        _ => null,
    };
}
