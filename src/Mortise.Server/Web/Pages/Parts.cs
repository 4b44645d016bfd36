using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Mortise.Connect.Linkers;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Web.Pages;

/// <summary>Small parts of pages that would cost a partial for each row: instants, people, names in addresses. All text is encoded.</summary>
internal static class Parts
{
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Readable = "d MMM yyyy, HH:mm 'UTC'";
    private const int AvatarPixels = 32;
    private const string Paragraph = "<p>";
    private const string ParagraphEnd = "</p>";

    /// <summary>An instant, which a script turns into the time since then.</summary>
    public static IHtmlContent Time(DateTimeOffset when)
    {
        var time = new TagBuilder("time");
        time.Attributes["datetime"] = when.UtcDateTime.ToString(Iso, CultureInfo.InvariantCulture);
        time.Attributes["data-ago"] = "";
        time.InnerHtml.Append(when.UtcDateTime.ToString(Readable, CultureInfo.InvariantCulture));
        return time;
    }

    /// <summary>The name of an account, as a link where it has a page.</summary>
    public static IHtmlContent Person(Account? account)
    {
        if (account is not { Username.Length: > 0 })
            return new HtmlContentBuilder().Append(account?.DisplayName ?? "Somebody whose account is gone");

        var link = new TagBuilder("a");
        link.AddCssClass("person");
        link.Attributes["href"] = $"/{account.Username}/";
        link.InnerHtml.Append(account.DisplayName);
        return link;
    }

    /// <summary>The picture of an account; its name stands beside it.</summary>
    public static IHtmlContent Avatar(Account? account)
    {
        var picture = new TagBuilder("img") { TagRenderMode = TagRenderMode.SelfClosing };
        picture.AddCssClass("avatar");
        picture.Attributes["src"] = $"/account/{Uri.EscapeDataString(account is { Username.Length: > 0 } known ? known.Username : "-")}/avatar/{AvatarPixels}/";
        picture.Attributes["alt"] = "";
        picture.Attributes["width"] = picture.Attributes["height"] = "24";
        return picture;
    }

    /// <summary>The icon of an app's module; its name stands beside it.</summary>
    public static IHtmlContent Icon(string url)
    {
        var picture = new TagBuilder("img") { TagRenderMode = TagRenderMode.SelfClosing };
        picture.AddCssClass("app-icon");
        picture.Attributes["src"] = url;
        picture.Attributes["alt"] = "";
        picture.Attributes["width"] = picture.Attributes["height"] = "16";
        picture.Attributes["referrerpolicy"] = "no-referrer";
        return picture;
    }

    /// <summary>What people wrote, sanitised, with the links of the workspace.</summary>
    public static IHtmlContent Text(string raw, LinkerSet linkers) => new HtmlString(MarkupRenderer.Render(new MarkupText(raw, linkers)));

    /// <summary>A line without markup, such as a title, with the links of the workspace; what else it holds is text.</summary>
    public static IHtmlContent Line(string raw, LinkerSet linkers)
    {
        var html = MarkupRenderer.Render(new MarkupText(raw.ReplaceLineEndings(" "), linkers, MarkupKind.PlainText));
        return new HtmlString(html.StartsWith(Paragraph, StringComparison.Ordinal) ? html[Paragraph.Length..^ParagraphEnd.Length] : html);
    }

    /// <summary><c>1 comment</c>, <c>2 comments</c>.</summary>
    public static string Count(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");
}
