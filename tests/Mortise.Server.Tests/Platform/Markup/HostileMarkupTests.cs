using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Tests.Platform.Markup;

/// <summary>Whatever somebody writes, a browser finds no script in it.</summary>
public sealed class HostileMarkupTests
{
    private static readonly string[] Elements =
    [
        "p", "a", "img", "em", "strong", "del", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br", "input",
        "table", "thead", "tbody", "tr", "th", "td", "html", "head", "body",
    ];

    private static readonly Dictionary<string, string[]> Attributes = new(StringComparer.Ordinal)
    {
        ["a"] = ["href", "rel", "title"],
        ["img"] = ["src", "alt", "title"],
        ["code"] = ["class"],
        ["ol"] = ["start", "type"],
        ["li"] = ["class"],
        ["ul"] = ["class"],
        ["input"] = ["aria-label", "disabled", "type", "checked"],
        ["th"] = ["style"],
        ["td"] = ["style"],
    };

    public static TheoryData<string> Corpus => [.. HostileMarkup.All];

    [Fact]
    public void The_corpus_is_large_enough() => Assert.InRange(HostileMarkup.All.Distinct().Count(), 150, int.MaxValue);

    [Theory, MemberData(nameof(Corpus))]
    public void Nothing_but_harmless_elements_and_addresses_comes_out(string raw)
    {
        var linkers = MarkupRendererTests.Linkers();
        string[] renderings = [MarkupRenderer.Render(new(raw, linkers)), MarkupRenderer.Render(new(raw, linkers, MarkupKind.PlainText)), MarkupRenderer.Render(new($"BB-12 {raw} BB-13", linkers))];

        foreach (var html in renderings)
        {
            var document = new HtmlParser().ParseDocument(html);
            var faults = document.All.SelectMany(FaultsOf).ToList();

            Assert.True(faults.Count == 0, $"{string.Join("; ", faults)} in {html}");
        }
    }

    private static IEnumerable<string> FaultsOf(IElement element)
    {
        if (!Elements.Contains(element.LocalName))
            yield return $"the element {element.LocalName}";

        foreach (var attribute in element.Attributes)
        {
            if (!Attributes.GetValueOrDefault(element.LocalName, []).Contains(attribute.Name))
                yield return $"the attribute {attribute.Name} of {element.LocalName}";

            if (attribute.Name == "style" && attribute.Value is not ("text-align: left;" or "text-align: right;" or "text-align: center;"))
                yield return $"the style {attribute.Value}";

            if (attribute.Name is "href" or "src" && !IsHarmless(attribute.Value))
                yield return $"the address {attribute.Value}";
        }
    }

    /// <summary>As a browser takes an address: blanks around it and line breaks in it mean nothing.</summary>
    private static bool IsHarmless(string url)
    {
        var bare = string.Concat(url.Where(letter => !char.IsControl(letter) && !char.IsWhiteSpace(letter)));
        var colon = bare.IndexOf(':', StringComparison.Ordinal);
        var path = bare.IndexOfAny(['/', '?', '#']);
        return colon < 0 || (path >= 0 && path < colon) || bare[..colon].ToLowerInvariant() is "http" or "https" or "mailto";
    }
}
