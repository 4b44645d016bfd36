namespace Mortise.Server.Platform;

/// <summary>GET /healthz (the process lives) and GET /readyz (it can do its work): 200 or 503, with JSON.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", static IResult () => TypedResults.Ok(new { status = "ok" }));
        routes.MapGet("/readyz", async (Readiness readiness, CancellationToken cancellation) =>
        {
            var (ready, parts) = await readiness.CheckAsync(cancellation);
            return Results.Json(new { status = ready ? "ok" : "unavailable", parts }, statusCode: ready ? 200 : 503);
        });
    }
}
