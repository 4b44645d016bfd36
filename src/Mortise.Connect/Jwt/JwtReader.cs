using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Mortise.Connect.Jwt;

/// <summary>A token taken apart over borrowed memory, without allocating. Nothing in it may be believed before it is verified.</summary>
/// <remarks>
/// The spans point into the scratch memory given to <see cref="TryRead"/>. Members of the header besides <c>alg</c>, <c>typ</c> and
/// <c>crit</c> change nothing, nor do claims that have no member here. A claim that is null counts as absent.
/// Source: RFC 7515, RFC 7519, <c>connect.md</c> 8.
/// </remarks>
public ref struct JwtReader
{
    /// <summary>The longest token, in characters.</summary>
    public const int MaxTokenLength = 8 * 1024;

    /// <summary>Base64url characters of an HMAC-SHA256.</summary>
    internal const int SignatureLength = 43;

    /// <summary>Times above this are milliseconds: it is the year 5138 in seconds, and 1973 in milliseconds.</summary>
    private const double LargestSeconds = 1e11;

    private const int MaxDepth = 16;

    private Span<byte> free;
    private ReadOnlySpan<byte> audience;

    /// <summary>How much scratch memory a token needs, in bytes.</summary>
    public static int ScratchLength(int tokenLength) => (3 * Math.Min(tokenLength, MaxTokenLength)) + 16;

    /// <summary><c>iss</c> as UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> Issuer { get; private set; }

    /// <summary><c>sub</c> as UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> Subject { get; private set; }

    /// <summary><c>qsh</c> as UTF-8; see <see cref="HasQsh"/>.</summary>
    public ReadOnlySpan<byte> Qsh { get; private set; }

    /// <summary>Whether there is a <c>qsh</c>, be it empty.</summary>
    public bool HasQsh { get; private set; }

    /// <summary><c>aud</c> as it stands in the JSON, a string or an array; empty when absent.</summary>
    public readonly ReadOnlySpan<byte> AudienceJson => audience;

    /// <summary><c>iat</c>, or null. A number of milliseconds was recognised by its size.</summary>
    public DateTimeOffset? IssuedAt { get; private set; }

    /// <summary><c>exp</c>, or null. A number of milliseconds was recognised by its size.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    internal ReadOnlySpan<byte> SigningInput { get; private set; }
    internal ReadOnlySpan<byte> Signature { get; private set; }

    /// <summary>Steps 1 and 2: takes the token apart, or says what is wrong with its form or its algorithm.</summary>
    /// <param name="token">What stood after <c>JWT </c> in the header.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> bytes; its contents are overwritten.</param>
    /// <param name="jwt">The token; usable as long as <paramref name="scratch"/> is, and only when this answers true.</param>
    /// <param name="problem">Null when this answers true.</param>
    public static bool TryRead(ReadOnlySpan<char> token, Span<byte> scratch, out JwtReader jwt, [NotNullWhen(false)] out JwtProblem? problem)
    {
        jwt = default;
        problem = jwt.Read(token, scratch);
        return problem is null;
    }

    private JwtProblem? Read(ReadOnlySpan<char> token, Span<byte> scratch)
    {
        // 1. Three segments of base64url.
        if (token.Length > MaxTokenLength)
            return Malformed($"the token has {token.Length} characters; at most {MaxTokenLength} are read");

        var stray = token.IndexOfAnyExcept(UrlCharacters.Token);
        if (stray >= 0)
            return Malformed(token[stray] == '='
                ? "a segment is padded with '='; base64url segments in a token have no padding"
                : $"the character U+{(int)token[stray]:X4} at position {stray} is not base64url; send the token without quotes and line breaks");

        var dots = token.Count('.');
        if (dots != 2)
            return Malformed($"the token has {dots + 1} segment(s); expected 3: header.claims.signature");

        Encoding.ASCII.GetBytes(token, scratch);
        var ascii = scratch[..token.Length];
        free = scratch[token.Length..];
        var first = ascii.IndexOf((byte)'.');
        var last = ascii.LastIndexOf((byte)'.');
        SigningInput = ascii[..last];
        Signature = ascii[(last + 1)..];

        // 2. The algorithm, before anything else is looked at. What nearly every library writes there needs no reading.
        var usual = IsUsualHeader(ascii[..first]);
        ReadOnlySpan<byte> header = default;
        if ((!usual && !TryDecode(ascii[..first], out header)) || !TryDecode(ascii[(first + 1)..last], out var claims))
            return Malformed("the header or the claims are not base64url of UTF-8 text");

        try
        {
            if (((usual ? null : ReadHeader(header)) ?? CheckSignatureLength() ?? ReadClaims(claims)) is { } problem)
                return problem;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Malformed("the header or the claims are not a JSON object");
        }

        return null;
    }

    /// <summary><c>{"typ":"JWT","alg":"HS256"}</c> in either order, in base64url.</summary>
    private static bool IsUsualHeader(ReadOnlySpan<byte> segment) =>
        segment.SequenceEqual("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"u8) || segment.SequenceEqual("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"u8);

    private static JwtProblem? ReadHeader(ReadOnlySpan<byte> utf8)
    {
        var json = ReaderOf(utf8);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return Malformed("the header is not a JSON object");

        bool algorithm = false, type = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isAlgorithm, isType, isCritical) = (json.ValueTextEquals("alg"u8), json.ValueTextEquals("typ"u8), json.ValueTextEquals("crit"u8));
            json.Read();
            if (isCritical)
                return Malformed("the header has 'crit'; no extension of tokens is known here");

            if (isAlgorithm)
            {
                if (algorithm || json.TokenType != JsonTokenType.String || !json.ValueTextEquals("HS256"u8))
                    return new(JwtStep.Algorithm, algorithm
                        ? "the header names 'alg' twice"
                        : $"the header's 'alg' is {Shown(json)}; only \"HS256\" is accepted, with the shared secret of the installation");

                algorithm = true;
            }
            else if (isType && json.TokenType != JsonTokenType.Null)
            {
                if (type || json.TokenType != JsonTokenType.String || !IsJwt(json))
                    return Malformed(type ? "the header names 'typ' twice" : $"the header's 'typ' is {Shown(json)}; expected \"JWT\" or none");

                type = true;
            }
            else
            {
                json.Skip();
            }
        }

        json.Read();
        return algorithm ? null : new(JwtStep.Algorithm, "the header has no 'alg'; expected \"HS256\"");
    }

    private readonly JwtProblem? CheckSignatureLength() => Signature.Length == SignatureLength
        ? null
        : Malformed($"the signature has {Signature.Length} characters; an HS256 signature in base64url has {SignatureLength}");

    private JwtProblem? ReadClaims(ReadOnlySpan<byte> utf8)
    {
        var json = ReaderOf(utf8);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return Malformed("the claims are not a JSON object");

        var seen = Claim.None;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var claim = ClaimOf(json);
            if (claim != Claim.None && (seen & claim) != Claim.None)
                return Malformed($"the claim '{NameOf(claim)}' stands twice in the token");

            seen |= claim;
            json.Read();
            if (json.TokenType == JsonTokenType.Null)
                continue;

            if (!TryTake(claim, ref json, utf8))
                return Malformed($"the claim '{NameOf(claim)}' is {Shown(json)}; expected "
                    + (claim is Claim.IssuedAt or Claim.ExpiresAt ? "a number of seconds since 1970" : "a string"));
        }

        json.Read();
        return null;
    }

    private bool TryTake(Claim claim, ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        switch (claim)
        {
            case Claim.Issuer or Claim.Subject or Claim.Qsh:
                if (json.TokenType != JsonTokenType.String)
                    return false;

                var length = json.CopyString(free);
                ReadOnlySpan<byte> text = free[..length];
                free = free[length..];
                if (claim == Claim.Issuer)
                    Issuer = text;
                else if (claim == Claim.Subject)
                    Subject = text;
                else
                    Qsh = text;

                HasQsh |= claim == Claim.Qsh;
                return true;

            case Claim.IssuedAt or Claim.ExpiresAt:
                if (json.TokenType != JsonTokenType.Number || !json.TryGetDouble(out var number) || ToTime(number) is not { } time)
                    return false;

                if (claim == Claim.IssuedAt)
                    IssuedAt = time;
                else
                    ExpiresAt = time;

                return true;

            case Claim.Audience:
                var start = (int)json.TokenStartIndex;
                json.Skip();
                audience = utf8[start..(int)json.BytesConsumed];
                return true;

            default:
                json.Skip();
                return true;
        }
    }

    private static DateTimeOffset? ToTime(double number)
    {
        var milliseconds = number > LargestSeconds ? number : number * 1000;
        return milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : null;
    }

    private bool TryDecode(ReadOnlySpan<byte> segment, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (Base64Url.DecodeFromUtf8(segment, free, out _, out var written) != OperationStatus.Done)
            return false;

        utf8 = free[..written];
        free = free[written..];
        return Utf8.IsValid(utf8);
    }

    private static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> utf8) => new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });

    private static bool IsJwt(in Utf8JsonReader json) => json.ValueTextEquals("JWT"u8) || json.ValueTextEquals("jwt"u8);

    private static string Shown(in Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.Number => Shown(json.ValueSpan, json.TokenType == JsonTokenType.String),
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        _ => json.TokenType.ToString().ToLowerInvariant(),
    };

    private static string Shown(ReadOnlySpan<byte> value, bool quoted)
    {
        var text = Encoding.UTF8.GetString(value.Length > 64 ? value[..64] : value);
        return quoted ? $"\"{text}\"" : text;
    }

    private static Claim ClaimOf(in Utf8JsonReader json) =>
        json.ValueTextEquals("iss"u8) ? Claim.Issuer
        : json.ValueTextEquals("sub"u8) ? Claim.Subject
        : json.ValueTextEquals("aud"u8) ? Claim.Audience
        : json.ValueTextEquals("iat"u8) ? Claim.IssuedAt
        : json.ValueTextEquals("exp"u8) ? Claim.ExpiresAt
        : json.ValueTextEquals("qsh"u8) ? Claim.Qsh
        : Claim.None;

    private static string NameOf(Claim claim) => claim switch
    {
        Claim.Issuer => "iss",
        Claim.Subject => "sub",
        Claim.Audience => "aud",
        Claim.IssuedAt => "iat",
        Claim.ExpiresAt => "exp",
        _ => "qsh",
    };

    private static JwtProblem Malformed(string message) => new(JwtStep.Format, message);

    [Flags]
    private enum Claim
    {
        None = 0,
        Issuer = 1,
        Subject = 2,
        Audience = 4,
        IssuedAt = 8,
        ExpiresAt = 16,
        Qsh = 32,
    }
}
