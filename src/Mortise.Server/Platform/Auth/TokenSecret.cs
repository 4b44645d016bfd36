using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Mortise.Server.Platform.Auth;

/// <summary>The secret of a token: a prefix that names its kind, 256 random bits, and a checksum that finds a typing error without a look-up.</summary>
/// <remarks>Only <see cref="Hash"/> is stored.</remarks>
internal static class TokenSecret
{
    private const int Length = 54;

    /// <summary>Letters of secrets that are no credential of a request.</summary>
    public const char RefreshToken = 'f';
    public const char AuthorizationCode = 'c';
    public const char ConsumerSecret = 'k';

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary><c>mrt</c>, a letter for the kind, <c>_</c>, 43 characters of chance and 6 that check them.</summary>
    public static string New(Credentials kind) => New(Letter(kind));

    public static string New(char letter) => Sealed(letter, RandomNumberGenerator.GetString(Alphabet, 43));

    /// <summary>The secret that follows another of the same letter: the same each time, and to be known only with both parts.</summary>
    /// <param name="chance">Text made by chance and kept where the secret itself is not.</param>
    public static string Successor(string secret, string chance)
    {
        Span<char> digits = stackalloc char[43];
        var rest = new BigInteger(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(chance)), isUnsigned: true);
        for (var at = digits.Length - 1; at >= 0; at--)
        {
            rest = BigInteger.DivRem(rest, Alphabet.Length, out var digit);
            digits[at] = Alphabet[(int)digit];
        }

        return Sealed(secret[3], new string(digits));
    }

    /// <summary>True for a secret whose prefix says that it is of that kind.</summary>
    public static bool IsOf(Credentials kind, string secret) => IsOf(Letter(kind), secret);

    public static bool IsOf(char letter, string secret) =>
        secret.Length > 4 && secret.StartsWith("mrt", StringComparison.Ordinal) && secret[3] == letter && secret[4] == '_';

    /// <summary>True for a secret in the form that <see cref="New(char)"/> gives it: nobody guesses one, so whoever tries some others need not be held up.</summary>
    public static bool IsWellFormed(string secret) =>
        secret.Length == Length && secret.StartsWith("mrt", StringComparison.Ordinal) && secret[4] == '_'
        && !secret.AsSpan(5).ContainsAnyExcept(Characters) && secret.AsSpan(^6..).SequenceEqual(Checksum(secret[..^6]));

    /// <summary>Lower-case hex of SHA-256: a token has too much chance in it to need a slow hash.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string Sealed(char letter, string digits)
    {
        var body = $"mrt{letter}_{digits}";
        return body + Checksum(body);
    }

    private static string Checksum(string body)
    {
        Span<char> digits = stackalloc char[6];
        var rest = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(body)));
        for (var at = digits.Length - 1; at >= 0; at--, rest /= (uint)Alphabet.Length)
            digits[at] = Alphabet[(int)(rest % (uint)Alphabet.Length)];

        return new string(digits);
    }

    private static char Letter(Credentials kind) => kind switch
    {
        Credentials.AppPassword => 'p',
        Credentials.ApiToken => 'u',
        Credentials.RepositoryToken => 'r',
        Credentials.ProjectToken => 'j',
        Credentials.WorkspaceToken => 'w',
        Credentials.ForgeApp => 'g',
        Credentials.HostAdmin => 'a',
        Credentials.OAuthUser or Credentials.OAuthOwner => 'o',
        Credentials.AppToken => 's',
        Credentials.Session => 'b',
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No secret of ours"),
    };
}
