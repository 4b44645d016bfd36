using Mortise.Connect.Scopes;

namespace Mortise.Server.Features.OAuth;

/// <summary>A client of OAuth ("consumer"): what a workspace's owner registered, so that a program can ask people for access.</summary>
/// <remarks>Source: rest.md 3.1.</remarks>
internal sealed record Consumer
{
    public Guid Id { get; init; }

    /// <summary>Whose it is, and whom it acts for by client credentials.</summary>
    public Guid WorkspaceId { get; init; }

    public string Workspace { get; init; } = "";

    /// <summary>The client id; public.</summary>
    public string Key { get; init; } = "";

    /// <summary>As the store compares it.</summary>
    public string SecretHash { get; init; } = "";

    /// <summary>Unique in the workspace; people see it when they are asked.</summary>
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Of its site; empty: none.</summary>
    public string Url { get; init; } = "";

    /// <summary>Where codes are sent to; empty: nowhere, and it cannot ask people.</summary>
    public string CallbackUrl { get; init; } = "";

    /// <summary>True for a program that keeps its secret: it alone may use client credentials.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The most that it can ask for; names as the table keeps them.</summary>
    public string Scopes { get; init; } = "";

    public DateTimeOffset CreatedOn { get; init; }

    /// <exception cref="InvalidDataException">The row has a scope of another program.</exception>
    public ScopeSet ScopeSet() => ReadScopes(Scopes);

    public static ScopeSet ReadScopes(string names) =>
        Mortise.Connect.Scopes.ScopeSet.TryParse(names, out var scopes, out var unknown)
            ? scopes
            : throw new InvalidDataException($"There is no scope '{unknown}'");
}

/// <summary>A consumer about to be made; every member is sound.</summary>
internal sealed record NewConsumer(
    Guid WorkspaceId, string Name, string Description, string Url, string CallbackUrl, bool IsPrivate, ScopeSet Scopes);
