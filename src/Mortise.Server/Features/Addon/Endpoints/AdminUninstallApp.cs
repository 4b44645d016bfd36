using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>DELETE /_/api/apps/{id}?data=keep|archive|erase</summary>
internal static class AdminUninstallApp
{
    public static async Task<IResult> HandleAsync(Guid id, string? data, AppUninstaller uninstaller, CancellationToken cancellation)
    {
        DataFate? fate = data switch
        {
            "keep" => DataFate.Keep,
            "archive" => DataFate.Archive,
            "erase" => DataFate.Erase,
            _ => null,
        };
        if (data is not null && fate is null)
            return ApiError.InvalidField("data", $"'{data}' is none of keep (for 30 days), archive (until the app returns) and erase.");

        return await uninstaller.UninstallAsync(id, fate, cancellation) is { } refusal ? refusal : TypedResults.NoContent();
    }
}

/// <summary>POST /_/api/apps/{id}/forget: deletes what remains of an uninstalled app, the secret that it would be trusted by included</summary>
internal static class AdminForgetApp
{
    public static async Task<IResult> HandleAsync(Guid id, AppUninstaller uninstaller, CancellationToken cancellation) =>
        await uninstaller.ForgetAsync(id, cancellation) is { } refusal ? refusal : TypedResults.NoContent();
}
