using System.Diagnostics.CodeAnalysis;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Descriptors;

/// <summary>Who makes an app; either member may be null.</summary>
public sealed record Vendor(string? Name, string? Url);

/// <summary>Where the host calls an app back: absolute URLs, null for callbacks that the app does not want.</summary>
public sealed record Lifecycle(string? Installed = null, string? Uninstalled = null, string? Enabled = null, string? Disabled = null);

/// <summary>How the host proves itself to an app.</summary>
public enum AppAuthentication
{
    /// <summary>By a token in each request.</summary>
    Jwt,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What an app says about itself: a sound descriptor, and the bytes it was read from.</summary>
/// <remarks>
/// At most <see cref="MaxBytes"/> bytes of UTF-8 and <see cref="MaxDepth"/> levels. Of members that stand twice in an object the last one counts,
/// with a warning. Source: <c>connect.md</c> 2 and 3; lenient where real apps need it.
/// </remarks>
public sealed record Descriptor
{
    public const int MaxBytes = 512 * 1024;
    public const int MaxDepth = 64;

    internal Descriptor()
    {
    }

    public required AppKey Key { get; init; }
    public required string Name { get; init; }

    /// <summary>Null when absent, which is only a warning.</summary>
    public string? Description { get; init; }

    public Vendor? Vendor { get; init; }

    /// <summary>Absolute, without a slash at the end.</summary>
    public required string BaseUrl { get; init; }

    public required AppAuthentication Authentication { get; init; }
    public required Lifecycle Lifecycle { get; init; }

    /// <summary>What the app asks for, as written and not closed; every scope when the member is absent.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>Whether the member <c>scopes</c> is there.</summary>
    public required bool DeclaresScopes { get; init; }

    /// <summary><c>account</c> unless the descriptor says otherwise.</summary>
    public required IReadOnlyList<string> Contexts { get; init; }

    public required DescriptorModules Modules { get; init; }

    /// <summary>The id of the app's successor on the newer platform; null when absent.</summary>
    public string? ForgeAppId { get; init; }

    /// <summary>Where that successor is installed; null when absent.</summary>
    public string? ForgeAppLink { get; init; }

    /// <summary>The document as it came.</summary>
    public required ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>
    /// Reads a descriptor. Answers true when there is no fault; <paramref name="report"/> holds every fault and warning, and the inventory of
    /// what was readable, either way.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8, DescriptorRules rules, [NotNullWhen(true)] out Descriptor? descriptor, out DescriptorReport report)
    {
        var builder = new ReportBuilder();
        descriptor = new DescriptorReader(rules, builder).Read(utf8);
        report = builder.Build();
        return descriptor is not null;
    }
}
