using Mortise.Server.Features.Users;

namespace Mortise.Server.Web.Pages;

/// <summary>Leads whoever opens a host on which nobody has an account yet to the page that makes the first one.</summary>
/// <remarks>The rows of the database decide. That there is somebody is kept in memory, since it never changes back; that there is nobody is asked anew.</remarks>
internal sealed class FirstRun(UserStore users)
{
    public const string SetUpPath = "/site/setup";

    private volatile bool over;

    /// <summary>True while nobody has an account.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellation)
    {
        if (!over)
            over = await users.AnyAsync(cancellation);

        return !over;
    }

    /// <summary>True for the pages that people come to first.</summary>
    public static bool IsEntrance(PathString path) => path == "/" || path == SitePaths.SignIn;
}
