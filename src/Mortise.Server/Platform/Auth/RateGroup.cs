namespace Mortise.Server.Platform.Auth;

/// <summary>The groups whose requests are counted together (Source: Bitbucket Cloud support, "API request limits"; rest.md 13).</summary>
internal enum RateGroup
{
    /// <summary>Accounts, workspaces, projects, and what else has no group of its own.</summary>
    Api,

    /// <summary>What lies below a repository; <c>api</c> on the wire.</summary>
    RepositoryData,
    ApplicationProperties,
    Git,

    /// <summary>Contents of files.</summary>
    RawFiles,

    /// <summary>Archives of whole trees.</summary>
    Archives,

    /// <summary>Subscriptions to events.</summary>
    Webhooks,

    /// <summary>What is asked before a merge.</summary>
    MergeabilityChecks,

    /// <summary>Not counted: the host's administrator.</summary>
    Admin,

    /// <summary>Not counted: pages, pictures and styles, and what has a bound of its own for each account and address, such as signing in.</summary>
    Site,
}
