using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mortise.Connect.Jwt;

/// <summary>Decides whether an app's token is genuine, current, and made for this installation and this request.</summary>
/// <remarks>
/// Steps 3 to 7 of <see cref="JwtStep"/>, in their order, so that nothing but the installation's key is told to one who has no secret.
/// An accepted token costs one HMAC and one SHA-256 and allocates nothing while the pool is warm. Thread-safe. Source: <c>connect.md</c> 8.5.
/// </remarks>
public static class JwtVerifier
{
    /// <summary>Checks a token that was taken apart over borrowed memory.</summary>
    /// <param name="jwt">The token.</param>
    /// <param name="secrets">The shared secrets that are good now, usually one; empty ones are passed over.</param>
    /// <param name="appKey">The app's key.</param>
    /// <param name="clientKey">The installation's client key.</param>
    /// <param name="request">The request that brought the token.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="rules">What the host demands.</param>
    public static JwtVerdict Verify(
        in JwtReader jwt, ReadOnlySpan<SharedSecret> secrets, string appKey, string clientKey, in SignedRequest request, DateTimeOffset now, JwtRules rules)
    {
        // 3. The token names this app and this installation.
        var fromClientKey = Ascii.Equals(jwt.Issuer, clientKey);
        if (!fromClientKey && !Ascii.Equals(jwt.Issuer, appKey))
            return JwtVerdict.Refuse(JwtStep.Issuer, $"'iss' is {Shown(jwt.Issuer)}; expected the app key \"{appKey}\"");

        if (jwt.Subject.IsEmpty ? !fromClientKey : !Ascii.Equals(jwt.Subject, clientKey))
            return JwtVerdict.Refuse(JwtStep.Issuer, $"'sub' is {Shown(jwt.Subject)}; expected the client key \"{clientKey}\" from the 'installed' callback");

        // 4. The signature. Everything below may be believed.
        var secret = FindSecret(jwt, secrets);
        if (secret < 0)
            return JwtVerdict.Refuse(JwtStep.Signature, "the signature is not one by the installation's shared secret; "
                + "sign with the text of 'sharedSecret' from the latest 'installed' callback, as UTF-8 and not decoded from base64");

        // 5. and 6. The times.
        if ((CheckExpiry(jwt, now, rules) ?? (rules.StrictClaims ? CheckIssuedAt(jwt, now, rules) : null)) is { } untimely)
            return JwtVerdict.Refuse(untimely);

        // 7. The request.
        if (!jwt.HasQsh)
            return rules.RequireQsh
                ? JwtVerdict.Refuse(JwtStep.Qsh, "the token has no 'qsh', and this host requires one")
                : JwtVerdict.Accept(secret, bound: false);

        if (Qsh.Matches(request, jwt.Qsh))
            return JwtVerdict.Accept(secret, bound: true);

        var mismatch = QshDiagnosis.Explain(request, Encoding.UTF8.GetString(jwt.Qsh));
        return rules.LenientQsh && !jwt.Qsh.SequenceEqual(QshDiagnosis.ContextQsh)
            ? JwtVerdict.Accept(secret, bound: false, mismatch)
            : JwtVerdict.Refuse(mismatch);
    }

    /// <summary>Checks a token that was taken apart before; same parameters.</summary>
    public static JwtVerdict Verify(
        UnverifiedJwt token, ReadOnlySpan<SharedSecret> secrets, string appKey, string clientKey, in SignedRequest request, DateTimeOffset now, JwtRules rules)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(JwtReader.ScratchLength(token.Token.Length));
        try
        {
            return JwtReader.TryRead(token.Token, scratch, out var jwt, out var problem)
                ? Verify(jwt, secrets, appKey, clientKey, request, now, rules)
                : JwtVerdict.Refuse(problem);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>As the other overloads, for callers that check one token of a secret and keep nothing.</summary>
    public static JwtVerdict Verify(
        UnverifiedJwt token, ReadOnlySpan<string> secrets, string appKey, string clientKey, in SignedRequest request, DateTimeOffset now, JwtRules rules)
    {
        var keys = new SharedSecret[secrets.Length];
        for (var index = 0; index < keys.Length; index++)
            keys[index] = new SharedSecret(secrets[index]);

        return Verify(token, keys, appKey, clientKey, request, now, rules);
    }

    private static int FindSecret(in JwtReader jwt, ReadOnlySpan<SharedSecret> secrets)
    {
        Span<byte> signature = stackalloc byte[JwtReader.SignatureLength];
        for (var index = 0; index < secrets.Length; index++)
        {
            if (secrets[index].IsEmpty)
                continue;

            secrets[index].Sign(jwt.SigningInput, signature);
            if (CryptographicOperations.FixedTimeEquals(signature, jwt.Signature))
                return index;
        }

        return -1;
    }

    private static JwtProblem? CheckExpiry(in JwtReader jwt, DateTimeOffset now, JwtRules rules)
    {
        if (jwt.ExpiresAt is not { } expires)
            return new(JwtStep.Expiry, "the token has no 'exp'; expected the time in seconds since 1970 after which it is no longer good");

        return now - expires < rules.Leeway
            ? null
            : new(JwtStep.Expiry, $"'exp' was {At(expires)}, {Seconds(now - expires)} before the host's clock ({At(now)}), and the leeway is "
                + $"{Seconds(rules.Leeway)}; make a new token for each request, and compare the clocks");
    }

    private static JwtProblem? CheckIssuedAt(in JwtReader jwt, DateTimeOffset now, JwtRules rules)
    {
        if (jwt.IssuedAt is not { } issued)
            return new(JwtStep.IssuedAt, "the token has no 'iat', and this host requires one");

        if (issued - now > rules.Leeway)
            return new(JwtStep.IssuedAt, $"'iat' is {At(issued)}, {Seconds(issued - now)} after the host's clock ({At(now)}), and the leeway is "
                + $"{Seconds(rules.Leeway)}; compare the clocks");

        var lifetime = jwt.ExpiresAt.GetValueOrDefault() - issued;
        return lifetime > JwtRules.LongestLifetime
            ? new(JwtStep.IssuedAt, $"the token lives {Seconds(lifetime)}; at most {Seconds(JwtRules.LongestLifetime)} are accepted by this host")
            : null;
    }

    private static string At(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");

    private static string Shown(ReadOnlySpan<byte> claim) =>
        claim.IsEmpty ? "absent" : $"\"{Encoding.UTF8.GetString(claim.Length > 255 ? claim[..255] : claim)}\"";
}
