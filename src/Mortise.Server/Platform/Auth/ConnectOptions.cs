using Mortise.Connect.Jwt;

namespace Mortise.Server.Platform.Auth;

/// <summary>How strictly apps' tokens are read (<c>Connect:*</c>). The defaults accept what Bitbucket Cloud was seen to accept.</summary>
internal sealed class ConnectOptions
{
    public const string Section = "Connect";

    /// <summary>Refuses a token without <c>qsh</c>, one from the future, and one that lives longer than an hour.</summary>
    public bool StrictJwt { get; set; }

    /// <summary>A <c>qsh</c> that does not match is logged, not refused. Off: it is refused.</summary>
    public bool LenientQsh { get; set; }

    /// <summary>Takes the token from <c>?jwt=</c> on GET requests without an <c>Authorization</c> header.</summary>
    public bool JwtInQuery { get; set; }

    /// <summary>What these settings ask of tokens.</summary>
    public JwtRules Rules => JwtRules.Default with { StrictClaims = StrictJwt, RequireQsh = StrictJwt, LenientQsh = LenientQsh };
}
