namespace Mortise.Server.Features.OAuth;

/// <summary>How long tokens live, and which retired grants this host still gives (<c>OAuth:*</c>).</summary>
internal sealed class OAuthOptions
{
    public const string Section = "OAuth";

    private const int FewestSeconds = 60;
    private const int MostSeconds = 24 * 60 * 60;

    /// <summary>Of access tokens of people and consumers; 60 to 86,400 (rest.md D-25).</summary>
    public int AccessTokenSeconds { get; set; } = 7200;

    /// <summary>Of tokens that apps get for their JWT; 60 to 86,400.</summary>
    public int AppTokenSeconds { get; set; } = 3600;

    /// <summary>Gives tokens for a user name and password (grant <c>password</c>, retired upstream).</summary>
    public bool PasswordGrant { get; set; }

    /// <summary>Gives tokens in the redirect itself (<c>response_type=token</c>, retired upstream).</summary>
    public bool ImplicitGrant { get; set; }

    /// <summary>The settings at fault, one line each; empty when sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (AccessTokenSeconds is < FewestSeconds or > MostSeconds)
            yield return $"OAuth:AccessTokenSeconds is {AccessTokenSeconds}; it is {FewestSeconds} to {MostSeconds}.";

        if (AppTokenSeconds is < FewestSeconds or > MostSeconds)
            yield return $"OAuth:AppTokenSeconds is {AppTokenSeconds}; it is {FewestSeconds} to {MostSeconds}.";
    }
}
