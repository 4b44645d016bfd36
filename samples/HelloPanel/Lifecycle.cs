using System.Text.Json;

namespace HelloPanel;

/// <summary>What the host tells: somebody installed the app, or removed it.</summary>
internal static class Lifecycle
{
    /// <summary>POST /installed</summary>
    public static async Task<IResult> InstalledAsync(
        HttpContext context, Installations installations, HostTokens tokens, HostApi host, ILogger<HostApi> log, CancellationToken cancellation)
    {
        if (await ReadAsync(context) is not { } told)
            return Results.BadRequest("This is not the body of an 'installed' callback.");

        // Whoever installed before must prove it with the secret from that time; else anybody could take an installation over.
        if (installations.Find(told.ClientKey) is { } known && !tokens.Proves(known, context.Request))
            return Results.Unauthorized();

        installations.Save(told);
        log.LogInformation("Installed as {ClientKey}", told.ClientKey);

        // The host answers the app's requests while it waits for this answer.
        await host.GreetRepositoriesAsync(told, cancellation);
        return Results.NoContent();
    }

    /// <summary>POST /uninstalled</summary>
    public static async Task<IResult> UninstalledAsync(HttpContext context, Installations installations, HostTokens tokens)
    {
        using var body = await ParseAsync(context);
        if (body is null || Text(body.RootElement, "clientKey") is not { } clientKey || installations.Find(clientKey) is not { } known)
            return Results.NotFound();

        if (!tokens.Proves(known, context.Request))
            return Results.Unauthorized();

        installations.Save(known with { Active = false });
        return Results.NoContent();
    }

    private static async Task<Installation?> ReadAsync(HttpContext context)
    {
        using var body = await ParseAsync(context);
        if (body is null)
            return null;

        var root = body.RootElement;
        return Text(root, "productType") == "bitbucket" && Text(root, "clientKey") is { } clientKey && Text(root, "sharedSecret") is { } secret
            && Text(root, "baseApiUrl") is { } api && root.TryGetProperty("principal", out var principal) && Text(principal, "uuid") is { } uuid
            ? new Installation(clientKey, secret, api.TrimEnd('/'), uuid, Active: true, Text(root, "baseUrl")?.TrimEnd('/'))
            : null;
    }

    private static async Task<JsonDocument?> ParseAsync(HttpContext context)
    {
        try
        {
            var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;

            document.Dispose();
        }
        catch (JsonException)
        {
            // Answered as a body that is none.
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
