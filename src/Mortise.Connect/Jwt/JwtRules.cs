using System.Runtime.InteropServices;

namespace Mortise.Connect.Jwt;

/// <summary>What a host demands of tokens beyond their being genuine.</summary>
/// <param name="Leeway">How far the two clocks may differ.</param>
/// <param name="StrictClaims">Whether <c>iat</c> must be there and not in the future, and the lifetime at most an hour.</param>
/// <param name="RequireQsh">Whether a token without <c>qsh</c> is refused. Several real apps send none.</param>
/// <param name="LenientQsh">Whether a wrong <c>qsh</c> is only reported, as <see cref="JwtVerdict.Warning"/>.</param>
public sealed record JwtRules(TimeSpan Leeway, bool StrictClaims = false, bool RequireQsh = false, bool LenientQsh = false)
{
    /// <summary>The longest lifetime under <see cref="StrictClaims"/>.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(1);

    /// <summary>A leeway of 60 seconds and nothing strict: what apps that ran on Bitbucket Cloud need.</summary>
    public static JwtRules Default { get; } = new(TimeSpan.FromSeconds(60));
}

/// <summary>The outcome of checking one token. The default value is not accepted.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JwtVerdict
{
    /// <summary>True when every step passed; only then may anything in the token be believed.</summary>
    public bool Accepted { get; private init; }

    /// <summary>Why not; null when accepted.</summary>
    public JwtProblem? Problem { get; private init; }

    /// <summary>What <see cref="JwtRules.LenientQsh"/> let pass; null when there was nothing.</summary>
    public JwtProblem? Warning { get; private init; }

    /// <summary>Which of the given secrets made the signature; meaningful only when accepted.</summary>
    public int SecretIndex { get; private init; }

    /// <summary>Whether a <c>qsh</c> was there and matched, so that the token is good for this request only.</summary>
    public bool IsBoundToRequest { get; private init; }

    internal static JwtVerdict Accept(int secretIndex, bool bound, JwtProblem? warning = null) =>
        new() { Accepted = true, SecretIndex = secretIndex, IsBoundToRequest = bound, Warning = warning };

    internal static JwtVerdict Refuse(JwtProblem problem) => new() { Problem = problem };

    internal static JwtVerdict Refuse(JwtStep step, string message) => Refuse(new JwtProblem(step, message));
}
