namespace Mortise.Connect.Jwt;

/// <summary>The steps of checking an app's token, in their order. The last one is for the server, which knows the installation's state.</summary>
/// <remarks>Source: <c>connect.md</c> 8.5.</remarks>
public enum JwtStep
{
    /// <summary>Three segments of base64url, of which two are JSON objects with sound members.</summary>
    Format = 1,

    /// <summary>HS256 and nothing else.</summary>
    Algorithm,

    /// <summary><c>iss</c> and <c>sub</c> name the installation.</summary>
    Issuer,

    /// <summary>The MAC under the shared secret.</summary>
    Signature,

    /// <summary><c>exp</c> is there and not past.</summary>
    Expiry,

    /// <summary><c>iat</c> and the lifetime; only under <see cref="JwtRules.StrictClaims"/>.</summary>
    IssuedAt,

    /// <summary><c>qsh</c> is that of the request.</summary>
    Qsh,

    /// <summary>The installation may be used now.</summary>
    State,
}

/// <summary>Why a token was refused: the step that failed, and a line for whoever has to mend it.</summary>
/// <param name="Step">The first step that failed.</param>
/// <param name="Message">One line: what was found, what was expected, what to do. Holds no secret and no part of a signature.</param>
public sealed record JwtProblem(JwtStep Step, string Message)
{
    /// <summary>The <c>qsh</c> found in the token; only for <see cref="JwtStep.Qsh"/>.</summary>
    public string? TokenQsh { get; init; }

    /// <summary>The text that the token was made from, when it could be told from the hash; only for <see cref="JwtStep.Qsh"/>.</summary>
    public string? TokenCanonicalRequest { get; init; }

    /// <summary>What is wrong with <see cref="TokenCanonicalRequest"/>, for example <c>the query was left out</c>.</summary>
    public string? TokenMistake { get; init; }

    /// <summary>The qsh of the request as the host signs it; only for <see cref="JwtStep.Qsh"/>.</summary>
    public string? ExpectedQsh { get; init; }

    /// <summary>The text behind <see cref="ExpectedQsh"/>.</summary>
    public string? ExpectedCanonicalRequest { get; init; }
}
