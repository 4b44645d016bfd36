using System.Security.Cryptography;
using System.Text;

namespace Mortise.Server.Web.Avatars;

/// <summary>A small picture made of a name alone: two letters on a colour, always the same for the same name.</summary>
/// <remarks>Nothing is looked up, so that a picture tells nothing about what exists.</remarks>
internal static class Avatar
{
    /// <param name="name">As it stands in the address.</param>
    /// <param name="isRound">Round for people, a soft square for everything else.</param>
    /// <returns>An SVG image of 64 by 64.</returns>
    public static string Draw(string name, bool isRound)
    {
        var hue = SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant()))[0] * 360 / 256;
        var radius = isRound ? 32 : 12;
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64"><rect width="64" height="64" rx="{radius}" fill="hsl({hue},45%,38%)"/><text x="32" y="41" text-anchor="middle" font-family="sans-serif" font-size="26" fill="#fff">{Initials(name)}</text></svg>
            """;
    }

    /// <summary>At most two ASCII letters or digits, so that no name can write markup.</summary>
    private static string Initials(string name)
    {
        // A UUID says nothing to people.
        if (name.StartsWith('{'))
            return "#";

        var words = name.Split('-', '_', '.', ' ').Select(word => word.FirstOrDefault(char.IsAsciiLetterOrDigit)).Where(letter => letter != 0).Take(2).ToArray();
        return words.Length == 0 ? "#" : new string(words).ToUpperInvariant();
    }
}
