using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users;

/// <summary>The name of an account in addresses: username of a person, slug of a workspace. Both share one space of names.</summary>
/// <remarks>1 to 62 of <c>[a-z0-9_-]</c>, beginning with a letter or digit, and none of <see cref="ReservedSegments"/>.</remarks>
internal readonly record struct AccountName
{
    public const int MaxLength = 62;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private AccountName(string text) => Text = text;

    public string Text { get; }

    /// <summary>Capital letters count as small ones.</summary>
    public static bool TryParse(string? text, out AccountName name, [NotNullWhen(false)] out string? problem)
    {
        var lower = text?.ToLowerInvariant() ?? "";
        problem = lower.Length is 0 or > MaxLength || lower.AsSpan().ContainsAnyExcept(Characters) || lower[0] is '-' or '_'
            ? $"A name has 1 to {MaxLength} letters, digits, '_' or '-', and begins with a letter or digit."
            : ReservedSegments.Contains(lower) ? $"'{lower}' is an address of the server itself." : null;
        name = problem is null ? new AccountName(lower) : default;
        return problem is null;
    }

    public override string ToString() => Text;
}
