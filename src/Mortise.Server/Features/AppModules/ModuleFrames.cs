using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Secrets;

namespace Mortise.Server.Features.AppModules;

/// <summary>The addresses of modules: context filled in, and signed with a fresh token where they lead to the app itself.</summary>
/// <remarks>Source: <c>connect.md</c> 5, 8.2 and 9.3.</remarks>
internal sealed class ModuleFrames(SecretSealer sealer, TimeProvider clock)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>The address of a module on a page, ready to be opened.</summary>
    /// <remarks>A link elsewhere is not signed: its token would prove this host to the app, in somebody else's hands.</remarks>
    public string AddressOf(ShownModule module, ShownModules page)
    {
        var app = module.App;
        var url = module.Offered.Url.Expand(page.Objects, app.Granted);
        if (app.Descriptor.Authentication != AppAuthentication.Jwt || app.Installation.Secret is not { } secret || !IsAtApp(url, app.Descriptor.BaseUrl))
            return url;

        return SignedUrl.Create(app.Installation.ClientKey, sealer.Open(secret), url, app.Descriptor.BaseUrl, clock.GetUtcNow());
    }

    /// <summary>What the page's script makes a frame of (<c>data-app-frame</c>).</summary>
    /// <param name="module">What is shown.</param>
    /// <param name="page">Where.</param>
    /// <param name="token">By which the frame speaks to this host; empty where nobody has made one.</param>
    /// <param name="isFullPage">Whether it has the page for itself.</param>
    public string OfferOf(ShownModule module, ShownModules page, string token, bool isFullPage)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("addon_key", module.App.Key);
            json.WriteString("key", module.Offered.Module.Key);
            json.WriteString("title", module.Offered.Module.Name);
            json.WriteString("url", AddressOf(module, page));
            json.WriteString("token", token);
            json.WriteStartObject("options");
            if (isFullPage)
                json.WriteBoolean("isFullPage", true);

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The origin of a module's address, for the page's policy on frames; null where it has none that a browser would load.</summary>
    public static string? OriginOf(ShownModule module) =>
        Uri.TryCreate(module.Offered.Module.AbsoluteUrl.Split('{', '?', '#')[0], UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url.GetLeftPart(UriPartial.Authority)
            : null;

    /// <summary>Whether an address is at the origin of an app.</summary>
    public static bool IsAtApp(string url, string baseUrl) =>
        Uri.TryCreate(url, UriKind.Absolute, out var one) && Uri.TryCreate(baseUrl, UriKind.Absolute, out var other)
            && Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
