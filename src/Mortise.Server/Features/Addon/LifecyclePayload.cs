using System.Buffers;
using System.Text.Json;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>The bodies of lifecycle callbacks.</summary>
/// <remarks>
/// Source: recorded callbacks of Bitbucket Cloud (connect.md 7). <c>principal</c> and <c>user</c> are the same account. Differs: the account's
/// <c>self</c> link is one that this host answers, not <c>/2.0/teams</c>, which the API no longer has.
/// </remarks>
internal sealed class LifecyclePayload(PublicAddress address)
{
    /// <param name="consumer">The key of the OAuth consumer that the app is tied to; null: none.</param>
    /// <param name="newSecret">Handed out in this body and nowhere else.</param>
    /// <param name="actor">Who clicked; null when nobody is known.</param>
    public byte[] Installed(Installation installation, Principal principal, string publicKey, string? consumer, string newSecret, Actor? actor) =>
        Write(installation, "installed", principal, publicKey, consumer, newSecret, actor);

    /// <param name="eventType"><c>uninstalled</c>, <c>enabled</c> or <c>disabled</c>.</param>
    public byte[] Other(string eventType, Installation installation, Principal principal, string publicKey, string? consumer) =>
        Write(installation, eventType, principal, publicKey, consumer, null, null);

    private byte[] Write(Installation installation, string eventType, Principal principal, string publicKey, string? consumer, string? newSecret, Actor? actor)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("productType", "bitbucket");
            json.WriteString("eventType", eventType);
            json.WriteString("key", installation.AppKey);
            json.WriteString("clientKey", installation.ClientKey);
            if (newSecret is not null)
                json.WriteString("sharedSecret", newSecret);

            json.WriteString("publicKey", publicKey);
            json.WriteString("baseUrl", address.Origin);
            json.WriteString("baseApiUrl", address.Origin);
            if (consumer is not null)
                json.WriteString("oauthClientId", consumer);

            WriteAccount(json, "principal", principal);
            WriteAccount(json, "user", principal);
            if (actor is not null)
            {
                json.WriteStartObject("actor");
                json.WriteString("type", "user");
                json.WriteString("uuid", actor.Id.ToString("D"));
                json.WriteString("account_id", actor.AccountId);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteAccount(Utf8JsonWriter json, string name, Principal principal)
    {
        var account = principal.Account;
        json.WriteStartObject(name);
        json.WriteString("type", account.IsTeam ? "team" : "user");
        json.WriteString("uuid", PublicAddress.Braced(principal.Id));
        if (account.IsTeam)
            json.WriteString("username", principal.Slug);

        json.WriteString("display_name", account.DisplayName);
        json.WriteBoolean("is_active", account.AccountStatus == "active");
        json.WriteString("created_on", Timestamp.Micro(account.CreatedOn));
        if (account.IsTeam)
        {
            json.WriteNull("has_2fa_enabled");
        }
        else
        {
            json.WriteString("account_id", account.AccountId);
            json.WriteString("nickname", account.Nickname);
            json.WriteBoolean("is_staff", account.IsStaff);
            json.WriteNull("department");
            json.WriteNull("zoneinfo");
        }

        json.WriteStartObject("properties");
        json.WriteEndObject();
        WriteLinks(json, principal);
        json.WriteEndObject();
    }

    private void WriteLinks(Utf8JsonWriter json, Principal principal)
    {
        var id = PublicAddress.BracedInPath(principal.Id);
        json.WriteStartObject("links");
        Link("self", $"{address.Api}/{(principal.IsTeam ? "workspaces" : "users")}/{id}");
        Link("html", $"{address.Origin}/{id}/");
        Link("avatar", $"{address.Origin}/account/{principal.Slug}/avatar/");
        json.WriteEndObject();

        void Link(string relation, string href)
        {
            json.WriteStartObject(relation);
            json.WriteString("href", href);
            json.WriteEndObject();
        }
    }
}
