using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>POST /_/api/app-registrations: <c>{"key", "descriptor_url"}</c>; the answer alone holds the secret</summary>
internal static class AdminRegisterApp
{
    public static async Task<IResult> HandleAsync(RegistrationStore registrations, AddressRules rules, HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var (keyText, noKey) = InstallAnswers.Text(body, "key");
        var (urlText, noUrl) = InstallAnswers.Text(body, "descriptor_url");
        if ((noKey ?? noUrl) is { } missing)
            return missing;

        if (!AppKey.TryParse(keyText, out var key))
            return ApiError.InvalidField("key", $"An app key has 1 to {AppKey.MaxLength} of the characters A-Z a-z 0-9 . _ -");

        if (!rules.TryRead(urlText!, out var url, out var refusal))
            return ApiError.InvalidField("descriptor_url", refusal!);

        var secret = AppInstaller.NewSecret();
        return await registrations.PutAsync(key, url!.AbsoluteUri, secret, context.RequestAborted) is { } conflict
            ? conflict
            : ApiAnswer.Ok((Key: key.Value, Url: url.AbsoluteUri, Secret: secret), static (o, made) =>
            {
                o.Write("key", made.Key);
                o.Write("descriptor_url", made.Url);
                o.Write("shared_secret", made.Secret);
            });
    }
}
