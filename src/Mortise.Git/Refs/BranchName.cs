using System.Diagnostics.CodeAnalysis;

namespace Mortise.Git.Refs;

/// <summary>The short name of a branch, such as <c>feature/door</c>: what <c>git check-ref-format --branch</c> accepts, without its <c>@{-N}</c>.</summary>
/// <remarks>Beyond the rules of <see cref="RefName"/> it is not <c>HEAD</c> and does not begin with a dash. Source: git-check-ref-format(1).</remarks>
public readonly struct BranchName : IEquatable<BranchName>
{
    private readonly string? value;

    private BranchName(string value) => this.value = value;

    /// <summary>The short name; empty only for the default value of the struct.</summary>
    public string Value => value ?? "";

    /// <summary>The full name, below <c>refs/heads/</c>.</summary>
    public RefName Ref => RefName.OfBranch(this);

    public static bool operator ==(BranchName left, BranchName right) => left.Equals(right);

    public static bool operator !=(BranchName left, BranchName right) => !left.Equals(right);

    /// <summary>Reads a name, or throws a <see cref="FormatException"/>.</summary>
    public static BranchName Parse(string text) => TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not a valid branch name");

    public static bool TryParse([NotNullWhen(true)] string? text, out BranchName name)
    {
        var valid = text is { Length: > 0 } and not "HEAD" && text[0] != '-' && RefName.FollowsRules("refs/heads/" + text);
        name = valid ? new BranchName(text!) : default;
        return valid;
    }

    /// <summary>The branch of a full name below <c>refs/heads/</c>.</summary>
    public static bool TryFrom(RefName name, out BranchName branch)
    {
        branch = default;
        return name.IsBranch && TryParse(name.Short, out branch);
    }

    public bool Equals(BranchName other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is BranchName other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <summary>The short name.</summary>
    public override string ToString() => Value;
}
