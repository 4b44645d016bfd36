using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>Which modules can stand on a page at all, by what the page is about.</summary>
/// <remarks>Source: <c>connect.md</c> 3.1 to 3.4. A location that is not here is not rendered; the install report said so.</remarks>
internal static class ModulePlaces
{
    public const string RepositoryNavigation = "org.bitbucket.repository.navigation";
    public const string RepositoryAdmin = "org.bitbucket.repository.admin";
    public const string AccountAdmin = "org.bitbucket.account.admin";
    public const string MirrorConfiguration = "org.bitbucket.account.admin.mirror.config";

    public static bool Fits(OfferedModule module, PageSubject page) => module.Kind switch
    {
        ModuleKind.GeneralPage or ModuleKind.ConfigurePage => page.RepositoryId is null,
        ModuleKind.ProfileTab => page.TargetUser is not null,
        ModuleKind.FileView => page.File is not null,
        ModuleKind.AdminPage => module.Module.Location == (page.RepositoryId is null ? AccountAdmin : RepositoryAdmin),
        _ => FitsLocation(module.Module.Location, page),
    };

    private static bool FitsLocation(string? location, PageSubject page) => location switch
    {
        RepositoryNavigation or "org.bitbucket.repository.actions" or "org.bitbucket.repository.overview.informationPanel" or "org.bitbucket.branch.list.actions" =>
            page.RepositoryId is not null,
        "org.bitbucket.branch.summary.actions" or "org.bitbucket.branch.summary.info" => page is { RepositoryId: not null, Branch: not null },
        "org.bitbucket.commit.summary.actions" or "org.bitbucket.commit.summary.info" => page is { RepositoryId: not null, Commit: not null, PullRequest: null },
        "org.bitbucket.pullrequest.summary.actions" or "org.bitbucket.pullrequest.summary.info" or "org.bitbucket.pullrequest.overview.informationPanel" =>
            page is { RepositoryId: not null, PullRequest: not null },
        "org.bitbucket.addon.management" or MirrorConfiguration or "org.bitbucket.account.admin.mirror.config.actions" => page.RepositoryId is null,
        _ => false,
    };
}
