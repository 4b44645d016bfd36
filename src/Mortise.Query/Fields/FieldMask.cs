using System.Diagnostics.CodeAnalysis;

namespace Mortise.Query.Fields;

/// <summary>The parsed <c>fields</c> parameter: which members of a response are wanted.</summary>
/// <remarks>
/// Items are applied from left to right: <c>+path</c> adds, <c>-path</c> removes, a bare <c>path</c> adds and lets the document start empty; <c>*</c>
/// matches each member of one level; arrays are transparent; unknown names are ignored. Immutable and safe for concurrent use.
/// Source: Bitbucket Cloud docs, "Partial responses".
/// Differs: a leading blank counts as <c>+</c>, which is what an unencoded <c>+</c> becomes; the published text lets it match nothing.
/// </remarks>
public sealed class FieldMask
{
    /// <summary>Segments in one path.</summary>
    public const int MaxDepth = 10;

    /// <summary>Items in one mask.</summary>
    public const int MaxItems = 256;

    private static readonly MaskCache Cache = new();

    private FieldMask(Selection root) => Root = root;

    /// <summary>No parameter: the default representation.</summary>
    public static FieldMask None { get; } = new(Selection.Everything);

    /// <summary>What is asked of the root object.</summary>
    public Selection Root { get; }

    /// <summary>Reads <paramref name="text"/> as it stands after URL decoding; null and empty are <see cref="None"/>.</summary>
    /// <param name="text">The value of the parameter.</param>
    /// <param name="mask">The mask; the same text often gives the same instance, since masks are kept in a bounded cache.</param>
    /// <param name="problem">What is wrong, with the position (from 1) or the bound that was passed; meant for a 400.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FieldMask? mask, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        mask = string.IsNullOrEmpty(text) ? None : Cache.Find(text);
        if (mask is not null)
            return true;

        if (!MaskParser.TryParse(text!, out var items, out var hasBareItem, out problem))
            return false;

        mask = items.Length == 0 ? None : new(Selection.OfRoot(items, hasBareItem));
        Cache.Keep(text!, mask);
        return true;
    }
}
