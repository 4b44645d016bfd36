using Microsoft.AspNetCore.Html;
using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Source;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>What pages and their partial views ask: which modules show here, and what a frame of one is made of. Decided once for each page.</summary>
internal sealed class AppPlaces(PageModules modules, ModuleFrames frames, FrameTokens tokens, PublicAddress address)
{
    /// <summary>The modules of the page that is being made.</summary>
    public Task<ShownModules> FindAsync(HttpContext context)
    {
        if (SitePage.SubjectOf(context) is not { } page)
            return Task.FromResult(ShownModules.None);

        if (context.Items.TryGetValue(typeof(AppPlaces), out var known) && known is Decided decided && decided.Page == page)
            return decided.Shown;

        var shown = modules.FindAsync(page, context.Api().Caller, context.RequestAborted);
        context.Items[typeof(AppPlaces)] = new Decided(page, shown);
        return shown;
    }

    /// <summary>The address of a link.</summary>
    public string AddressOf(ShownModule module, ShownModules page) => frames.AddressOf(module, page);

    /// <summary>What the page's script makes a frame or a dialog of; the page may frame that app from now on.</summary>
    public string OfferOf(HttpContext context, ShownModule module, ShownModules page, bool isFullPage = false)
    {
        var origins = OriginsOf(context);

        // This host's own pages are nobody's frame, whatever address a descriptor gives.
        if (ModuleFrames.OriginOf(module) is { } origin && origin != address.Origin && origins.Frames.Add(origin))
            PageHeaders.Set(context.Response, origins);

        origins.HasOffers = true;
        var (app, subject) = (module.App.Installation, FrameSubject.Write(SitePage.SubjectOf(context)!));
        var token = tokens.Mint(app.Id, app.ClientKey, module.Offered.Module.Key, context.Api().Caller as Caller.Visitor, subject);
        return frames.OfferOf(module, page, token, isFullPage);
    }

    /// <summary>The name of a module, with its icon before it. Any page shows pictures from https addresses; one by http it loads from the app's own origin alone.</summary>
    public static IHtmlContent LabelOf(HttpContext context, ShownModule module)
    {
        var label = new HtmlContentBuilder();
        if (module.Offered.Module.Icon is { } icon && Uri.TryCreate(icon.Url, UriKind.Absolute, out var url))
        {
            var (origin, isAtApp) = (url.GetLeftPart(UriPartial.Authority), ModuleFrames.IsAtApp(icon.Url, module.App.Descriptor.BaseUrl));
            if (url.Scheme != Uri.UriSchemeHttps && isAtApp && OriginsOf(context) is { } origins && origins.Images.Add(origin))
                PageHeaders.Set(context.Response, origins);

            if (url.Scheme == Uri.UriSchemeHttps || isAtApp)
                label.AppendHtml(Parts.Icon(icon.Url));
        }

        return label.Append(module.Offered.Module.Name);
    }

    /// <summary>Whether the page that was made has frames of apps, or items that open some: it needs the script that answers them.</summary>
    public static bool HasFrames(HttpContext context) => OriginsOf(context).HasOffers;

    /// <summary>The options of a dialog as the descriptor has them.</summary>
    public static string DialogOptionsOf(WebItem item) => item.TargetOptions?.GetRawText() ?? "{}";

    /// <summary>The views that apps offer of the page's file: by extension, name or media type, in whatever letter case; or of all files.</summary>
    /// <remarks>Source: <c>connect.md</c> 3.4.</remarks>
    public static IEnumerable<ShownModule> ViewsOf(ShownModules page, string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var extension = name.Contains('.', StringComparison.Ordinal) ? name[(name.LastIndexOf('.') + 1)..] : "";
        var mediaType = MediaTypes.Find(name);
        return page.At(ModuleKind.FileView).Where(one => one.Offered.Module is FileView view && Matches(view));

        bool Matches(FileView view) => view.Extensions.Count + view.FileNames.Count + view.MimeTypes.Count == 0
            || view.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)
            || view.FileNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            || (mediaType is not null && view.MimeTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase));
    }

    private static AppOrigins OriginsOf(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(AppOrigins), out var known) && known is AppOrigins origins)
            return origins;

        context.Items[typeof(AppOrigins)] = origins = new AppOrigins();
        return origins;
    }

    private sealed record Decided(PageSubject Page, Task<ShownModules> Shown);
}
