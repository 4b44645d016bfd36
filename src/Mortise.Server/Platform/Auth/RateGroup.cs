namespace Mortise.Server.Platform.Auth;

/// <summary>The groups whose requests are counted together (Source: Bitbucket Cloud support, "API request limits").</summary>
internal enum RateGroup
{
    Api,
    RepositoryData,
    ApplicationProperties,
    Git,
    Admin,
}
