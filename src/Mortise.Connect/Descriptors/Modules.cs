using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Mortise.Connect.Conditions;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Descriptors;

/// <summary>What is common to the modules that show something: an iframe, a page or a link.</summary>
public record UiModule
{
    /// <summary>Unique among all modules of the app; 1 to 128 of <c>A-Z a-z 0-9 -</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The text to show.</summary>
    public required string Name { get; init; }

    /// <summary>As written; may hold context parameters.</summary>
    public required string Url { get; init; }

    /// <summary><see cref="Url"/> joined to the app's base URL; context parameters not filled in.</summary>
    public required string AbsoluteUrl { get; init; }

    /// <summary>Where it shows; null for modules that have no location.</summary>
    public string? Location { get; init; }

    /// <summary>All must hold for it to show.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public ModuleIcon? Icon { get; init; }

    /// <summary>The JSON object <c>params</c>; null when absent.</summary>
    public JsonElement? Params { get; init; }

    /// <summary>Ascending order among modules of one location; 0 when absent.</summary>
    public int Weight { get; init; }

    public string? Tooltip { get; init; }

    /// <summary>The module's place in the descriptor, as a JSON Pointer.</summary>
    public required string Pointer { get; init; }
}

/// <summary>An icon; sizes in pixels, null when absent.</summary>
public sealed record ModuleIcon(string Url, int? Width, int? Height);

/// <summary>A link, button or menu entry.</summary>
public sealed record WebItem : UiModule
{
    /// <summary>Takes the common members of a module.</summary>
    [SetsRequiredMembers]
    internal WebItem(UiModule common)
        : base(common)
    {
    }

    /// <summary>How its URL opens.</summary>
    public WebItemTarget Target { get; init; }

    /// <summary>The JSON object <c>target.options</c>, for example a dialog's width; null when absent.</summary>
    public JsonElement? TargetOptions { get; init; }

    public IReadOnlyList<string> StyleClasses { get; init; } = [];
}

/// <summary>How a web item's URL opens.</summary>
public enum WebItemTarget
{
    Page,
    Dialog,
    InlineDialog,
}

/// <summary>A viewer for some source files; all of the lists empty means every file. Letter case does not matter.</summary>
public sealed record FileView : UiModule
{
    /// <summary>Takes the common members of a module.</summary>
    [SetsRequiredMembers]
    internal FileView(UiModule common)
        : base(common)
    {
    }

    /// <summary>Without a dot.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    public IReadOnlyList<string> FileNames { get; init; } = [];
    public IReadOnlyList<string> MimeTypes { get; init; } = [];
}

/// <summary>What a linker makes of a match.</summary>
public enum LinkerKind
{
    Link,
    Image,
}

/// <summary>Text that becomes links or images.</summary>
/// <param name="Key">Unique among all modules of the app.</param>
/// <param name="Regex">As written, in Python's dialect with <c>(?K)</c>.</param>
/// <param name="Url">As written, with <c>\1</c> to <c>\9</c>.</param>
/// <param name="AbsoluteUrl"><paramref name="Url"/> joined to the app's base URL.</param>
/// <param name="Kind">Link unless told.</param>
/// <param name="TakesValues">Whether the regex has a <c>(?K)</c>.</param>
/// <param name="Pointer">Its place in the descriptor.</param>
public sealed record Linker(string Key, string Regex, string Url, string AbsoluteUrl, LinkerKind Kind, bool TakesValues, string Pointer);

/// <summary>A subscription to one event, or to all with <c>*</c>.</summary>
public sealed record Webhook(string Event, string Url, string AbsoluteUrl, string Pointer);

/// <summary>A path that the host offers and forwards to the app.</summary>
/// <param name="Pattern">For example <c>/can-land/{repository}/{pullrequest}</c>.</param>
/// <param name="AbsoluteDestination">Joined to the app's base URL; context parameters not filled in.</param>
/// <param name="Methods">What is forwarded, by upper-case method; all four when the descriptor names none.</param>
/// <param name="Scopes">What a calling request needs.</param>
/// <param name="Conditions">What must hold for the calling user.</param>
/// <param name="Pointer">Its place in the descriptor.</param>
public sealed record ProxyRoute(
    string Pattern, string AbsoluteDestination, IReadOnlyDictionary<string, ProxyMethod> Methods, ScopeSet Scopes,
    IReadOnlyList<Condition> Conditions, string Pointer);

/// <summary>A method of a proxy route with what holds for it: its own members, else those of the route.</summary>
public sealed record ProxyMethod(string AbsoluteDestination, ScopeSet Scopes, IReadOnlyList<Condition> Conditions);

/// <summary>An event that the app sends to webhooks of others.</summary>
/// <param name="Key">For example <c>com.example.app:myevent</c>.</param>
/// <param name="Schema">The JSON schema of its body; null when absent.</param>
/// <param name="Fields">Paths added to the body.</param>
/// <param name="Pointer">Its place in the descriptor.</param>
public sealed record CustomEvent(string Key, JsonElement? Schema, IReadOnlyList<string> Fields, string Pointer);

/// <summary>The OAuth consumer of the app.</summary>
public sealed record OauthConsumer(string ClientId, string Pointer);

/// <summary>Where a browser goes after the install.</summary>
public sealed record PostInstallRedirect(string Key, string Url, string AbsoluteUrl, string Pointer);

/// <summary>All modules of a descriptor, each list in the order of the descriptor.</summary>
public sealed record DescriptorModules
{
    public IReadOnlyList<WebItem> WebItems { get; init; } = [];
    public IReadOnlyList<UiModule> WebPanels { get; init; } = [];
    public IReadOnlyList<UiModule> RepoPages { get; init; } = [];
    public IReadOnlyList<UiModule> GeneralPages { get; init; } = [];
    public IReadOnlyList<UiModule> AdminPages { get; init; } = [];
    public UiModule? ConfigurePage { get; init; }
    public IReadOnlyList<UiModule> ProfileTabs { get; init; } = [];
    public IReadOnlyList<FileView> FileViews { get; init; } = [];
    public IReadOnlyList<Linker> Linkers { get; init; } = [];
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];
    public IReadOnlyList<ProxyRoute> Proxy { get; init; } = [];
    public IReadOnlyList<CustomEvent> CustomEvents { get; init; } = [];
    public OauthConsumer? OauthConsumer { get; init; }
    public PostInstallRedirect? PostInstallRedirect { get; init; }
}
