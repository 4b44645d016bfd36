using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Addon.Registrations;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /_/api/app-registrations</summary>
internal static class AdminListRegistrations
{
    public static async Task<IResult> HandleAsync(RegistrationStore registrations, CancellationToken cancellation) =>
        ApiAnswer.Ok(await registrations.ListAsync(cancellation), static (o, all) => o.Array("values", all, Registration.Write));
}

/// <summary>POST /_/api/app-registrations: <c>{"key", "descriptor_url"}</c>; the answer alone holds the secret</summary>
internal static class AdminAddRegistration
{
    public static async Task<IResult> HandleAsync(RegistrationStore registrations, AddressRules rules, HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var (keyText, noKey) = body.RequiredText("key");
        var (url, noUrl) = body.RequiredText("descriptor_url");
        if ((noKey ?? noUrl) is { } missing)
            return missing;

        if (!AppKey.TryParse(keyText, out var key))
            return ApiError.InvalidField("key", $"An app key has 1 to {AppKey.MaxLength} of the characters A-Z a-z 0-9 . _ -");

        if (!rules.TryRead(url!, out _, out var refusal))
            return ApiError.InvalidField("descriptor_url", refusal!);

        var secret = AppInstaller.NewSecret();
        return await registrations.AddAsync(key, url!, secret, context.RequestAborted) is { } conflict
            ? conflict
            : ApiAnswer.Ok((Key: key.Value, Url: url!, Secret: secret), static (o, made) =>
            {
                o.Write("key", made.Key);
                o.Write("descriptor_url", made.Url);
                o.Write("shared_secret", made.Secret);
            });
    }
}

/// <summary>PUT /_/api/app-registrations/{key}: <c>{"descriptor_url"}</c>; no installation moves until it asks to</summary>
internal static class AdminMoveRegistration
{
    public static async Task<IResult> HandleAsync(string key, RegistrationStore registrations, AddressRules rules, HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var (url, missing) = body.RequiredText("descriptor_url");
        if (url is null)
            return missing!;

        if (!rules.TryRead(url, out _, out var refusal))
            return ApiError.InvalidField("descriptor_url", refusal!);

        return await registrations.MoveAsync(key, url, context.RequestAborted)
            ? ApiAnswer.Ok((await registrations.FindAsync(key, context.RequestAborted))!, Registration.Write)
            : RegistrationStore.NotFound(key);
    }
}

/// <summary>POST /_/api/app-registrations/{key}/secret: a new secret for all installations; the answer alone holds it</summary>
internal static class AdminRotateSecret
{
    public static async Task<IResult> HandleAsync(string key, RegistrationStore registrations, AppIdentityStore identities, CancellationToken cancellation)
    {
        var secret = AppInstaller.NewSecret();
        if (!await registrations.RotateAsync(key, secret, cancellation))
            return RegistrationStore.NotFound(key);

        foreach (var clientKey in await registrations.ListClientKeysAsync(key, cancellation))
            identities.Forget(clientKey);

        return ApiAnswer.Ok((Key: key, Secret: secret), static (o, made) =>
        {
            o.Write("key", made.Key);
            o.Write("shared_secret", made.Secret);
        });
    }
}

/// <summary>DELETE /_/api/app-registrations/{key}</summary>
internal static class AdminRemoveRegistration
{
    public static async Task<IResult> HandleAsync(string key, RegistrationStore registrations, CancellationToken cancellation) =>
        await registrations.RemoveAsync(key, cancellation) is { } problem ? problem : TypedResults.NoContent();
}

/// <summary>POST /_/api/app-registrations/{key}/update?accept_scopes=: begins the update of all installations; 202 with what it has come to</summary>
internal static class AdminStartRollout
{
    public static async Task<IResult> HandleAsync(string key, RegistrationStore registrations, RolloutStore rollouts, PublicAddress address, HttpContext context)
    {
        if (!QueryFlag.TryRead(context, "accept_scopes", out var acceptsScopes, out var problem))
            return problem;

        if (await registrations.FindAsync(key, context.RequestAborted) is null)
            return RegistrationStore.NotFound(key);

        var (rollout, isNew) = await rollouts.StartAsync(key, acceptsScopes, context.RequestAborted);
        return isNew
            ? ApiAnswer.Accepted($"{address.Origin}/_/api/app-rollouts/{rollout.Id:D}", rollout, Rollout.Write)
            : ApiError.Conflict($"An update of all installations of {key} is under way: {rollout.Id:D}.");
    }
}

/// <summary>GET /_/api/app-rollouts/{id}: how far an update of all installations has come</summary>
internal static class AdminGetRollout
{
    public static async Task<IResult> HandleAsync(Guid id, RolloutStore rollouts, CancellationToken cancellation) =>
        await rollouts.FindAsync(id, cancellation) is { } rollout
            ? ApiAnswer.Ok(rollout, Rollout.Write)
            : ApiError.NotFound($"There is no rollout {id}.");
}
