namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>DELETE /_/api/apps/{id}</summary>
internal static class AdminUninstallApp
{
    public static async Task<IResult> HandleAsync(Guid id, AppUninstaller uninstaller, CancellationToken cancellation) =>
        await uninstaller.UninstallAsync(id, cancellation) is { } refusal ? refusal : TypedResults.NoContent();
}
