using Mortise.Query.Filtering;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Reference.Catalog;

/// <summary>One operation of the API, as its route, its policy and its doc comment tell it.</summary>
internal sealed record ReferenceOperation
{
    public required string Group { get; init; }

    public required string Method { get; init; }

    /// <summary>Below <c>/2.0</c>, with the names of its parameters in braces.</summary>
    public required string Path { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyList<ReferenceParameter> PathParameters { get; init; }

    public required IReadOnlyList<ReferenceParameter> QueryParameters { get; init; }

    /// <summary>A body that works, for the sample; null where none is known.</summary>
    public string? Body { get; init; }

    /// <summary>Whether the sample is the call of an app, though the policy takes others as well.</summary>
    public bool IsCalledByApps { get; init; }

    public required RoutePolicy Policy { get; init; }

    /// <summary>What <c>q</c> and <c>sort</c> may name; null where there are neither.</summary>
    public QueryFields? Fields { get; init; }

    public bool TakesBody => Method is "POST" or "PUT";

    /// <summary>Whether only an app may call it, with a token that names its installation.</summary>
    public bool IsForAppsAlone => (Policy.Takes & Credentials.AppJwt) != Credentials.None && (Policy.Takes & Credentials.Person) == Credentials.None;

    /// <summary>For links and ids: <c>put-addon-linkers-linker_key-values</c>.</summary>
    public string Anchor => $"{Method}{Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}".TrimEnd('/').Replace('/', '-').ToLowerInvariant();

    /// <summary>The statuses of refusals that its policy and path make possible, each with its reason.</summary>
    public IEnumerable<(int Status, string Reason)> Refusals()
    {
        if (TakesBody || QueryParameters.Count > 0)
            yield return (400, "A parameter or the body is at fault; the answer names it.");

        if ((Policy.Takes & Credentials.Anonymous) == Credentials.None)
            yield return (401, "There is no credential, or one that is refused.");

        yield return (403, "The credential lacks a scope, or the caller may not do this.");
        if (PathParameters.Count > 0)
            yield return (404, "What the path names is not there for this caller.");
    }
}

/// <param name="Kind"><c>string</c>, <c>integer</c> or <c>boolean</c>.</param>
internal sealed record ReferenceParameter(string Name, string Kind, string Text);

/// <summary>The operations of one folder of features.</summary>
/// <param name="Name">As the reference spells it: <c>Commit statuses</c>.</param>
/// <param name="Slug">In the address of its page: <c>commit-statuses</c>.</param>
internal sealed record ReferenceGroup(string Name, string Slug, IReadOnlyList<ReferenceOperation> Operations)
{
    /// <summary>Whether every operation takes the JWT of an app and nothing else.</summary>
    public bool IsForAppsAlone => Operations.All(operation => operation.IsForAppsAlone);
}
