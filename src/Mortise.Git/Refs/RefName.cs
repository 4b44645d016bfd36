using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mortise.Git.Refs;

/// <summary>The full name of a reference, such as <c>refs/heads/main</c>: valid by the rules of <c>git check-ref-format</c>, and below <c>refs/</c>.</summary>
/// <remarks>
/// Names compare byte for byte. Only names that are valid UTF-16 (and so valid UTF-8 on disk) have a value here. Source: git-check-ref-format(1).
/// </remarks>
public readonly struct RefName : IEquatable<RefName>, IComparable<RefName>
{
    private const string Root = "refs/";
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";

    private readonly string? value;

    private RefName(string value) => this.value = value;

    /// <summary>The whole name; empty only for the default value of the struct.</summary>
    public string Value => value ?? "";

    public bool IsBranch => Value.StartsWith(Branches, StringComparison.Ordinal);

    public bool IsTag => Value.StartsWith(Tags, StringComparison.Ordinal);

    /// <summary>The name as people write it: without <c>refs/heads/</c> or <c>refs/tags/</c>; any other name without <c>refs/</c>.</summary>
    public string Short => IsBranch ? Value[Branches.Length..] : IsTag ? Value[Tags.Length..] : Value.Length > Root.Length ? Value[Root.Length..] : "";

    public static bool operator ==(RefName left, RefName right) => left.Equals(right);

    public static bool operator !=(RefName left, RefName right) => !left.Equals(right);

    public static bool operator <(RefName left, RefName right) => left.CompareTo(right) < 0;

    public static bool operator >(RefName left, RefName right) => left.CompareTo(right) > 0;

    public static bool operator <=(RefName left, RefName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RefName left, RefName right) => left.CompareTo(right) >= 0;

    /// <summary>The branch <paramref name="branch"/>, below <c>refs/heads/</c>.</summary>
    public static RefName OfBranch(BranchName branch) => new(Branches + branch.Value);

    /// <summary>The tag called <paramref name="tag"/>, below <c>refs/tags/</c>, if that is a valid name.</summary>
    public static bool TryOfTag(string? tag, out RefName name) => TryParse(Tags + tag, out name);

    /// <summary>Reads a name, or throws a <see cref="FormatException"/>.</summary>
    public static RefName Parse(string text) => TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not a valid reference name");

    /// <summary>Accepts what <c>git check-ref-format</c> accepts, below <c>refs/</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RefName name)
    {
        var valid = text is not null && text.StartsWith(Root, StringComparison.Ordinal) && FollowsRules(text);
        name = valid ? new RefName(text!) : default;
        return valid;
    }

    /// <inheritdoc cref="TryParse(string?, out RefName)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out RefName name)
    {
        name = default;
        return System.Text.Unicode.Utf8.IsValid(utf8) && TryParse(Encoding.UTF8.GetString(utf8), out name);
    }

    /// <summary>The rules of git-check-ref-format(1), in its numbering; at least one slash (2) is the caller's <c>refs/</c>.</summary>
    internal static bool FollowsRules(string text)
    {
        var previous = '/';                                    // as if a component had just begun
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '/':
                    if (previous == '/' || IsLock(text.AsSpan(start, i - start)))
                        return false;                          // 6: empty component; 1: ends in .lock
                    start = i + 1;
                    break;
                case '.' when previous is '/' or '.':
                    return false;                              // 1: component begins with a dot; 3: two dots
                case '{' when previous == '@':
                    return false;                              // 8
                case ' ' or '~' or '^' or ':' or '?' or '*' or '[' or '\\' or '\x7f' or < ' ':
                    return false;                              // 4, 5, 10
                default:
                    if (char.IsSurrogate(c) && !IsPaired(text, i))
                        return false;                          // has no UTF-8
                    break;
            }

            previous = c;
        }

        return previous is not ('/' or '.') && !IsLock(text.AsSpan(start));   // 6, 7, 1; 9 cannot be below refs/
    }

    public bool Equals(RefName other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is RefName other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    public int CompareTo(RefName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The whole name.</summary>
    public override string ToString() => Value;

    private static bool IsLock(ReadOnlySpan<char> component) => component.EndsWith(".lock", StringComparison.Ordinal);

    private static bool IsPaired(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
