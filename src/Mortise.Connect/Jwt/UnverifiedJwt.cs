using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mortise.Connect.Jwt;

/// <summary>What a token says about itself, for finding the installation that can check it. None of it may be believed yet.</summary>
/// <remarks>Where each request counts, use <see cref="JwtReader"/>, which gives the same without allocating.</remarks>
public sealed class UnverifiedJwt
{
    private UnverifiedJwt(string token, in JwtReader jwt)
    {
        Token = token;
        Issuer = TextOf(jwt.Issuer);
        Subject = TextOf(jwt.Subject);
        Qsh = jwt.HasQsh ? Encoding.UTF8.GetString(jwt.Qsh) : null;
        AudienceText = TextOf(jwt.AudienceJson is [(byte)'"', .. var inner, (byte)'"'] ? inner : jwt.AudienceJson);
        IssuedAt = jwt.IssuedAt;
        ExpiresAt = jwt.ExpiresAt;
    }

    /// <summary>The token as it came.</summary>
    public string Token { get; }

    /// <summary><c>iss</c>: the app key, or from some apps the client key. Null when absent.</summary>
    public string? Issuer { get; }

    /// <summary><c>sub</c>: the client key. Null when absent.</summary>
    public string? Subject { get; }

    /// <summary><c>iat</c>; a number above 1e11 was taken as milliseconds. Null when absent.</summary>
    public DateTimeOffset? IssuedAt { get; }

    /// <summary><c>exp</c>; a number above 1e11 was taken as milliseconds. Null when absent.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary><c>qsh</c>. Null when absent.</summary>
    public string? Qsh { get; }

    /// <summary><c>aud</c> as it stands in the JSON, without the quotes of a single string. Null when absent; it decides nothing.</summary>
    public string? AudienceText { get; }

    /// <summary>
    /// The client key that the token names: <c>sub</c>, else <c>iss</c>, which is then either a client key or no use. Null when both are absent.
    /// </summary>
    public string? ClaimedClientKey => Subject ?? Issuer;

    /// <summary>Takes a token apart, or says what is wrong with its form or its algorithm.</summary>
    public static bool TryParse(string token, [NotNullWhen(true)] out UnverifiedJwt? jwt, [NotNullWhen(false)] out JwtProblem? problem)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(JwtReader.ScratchLength(token.Length));
        try
        {
            jwt = JwtReader.TryRead(token, scratch, out var read, out problem) ? new(token, read) : null;
            return jwt is not null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);
}
