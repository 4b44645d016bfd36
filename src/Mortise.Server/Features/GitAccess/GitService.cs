using Microsoft.AspNetCore.Routing.Matching;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Which of git's services an <c>info/refs</c> route announces: fetch and push ask for different rights at one path.</summary>
/// <param name="Name">The value of <c>?service=</c>; null: whatever the other two do not answer.</param>
internal sealed record GitService(string? Name)
{
    public static GitService UploadPack { get; } = new("git-upload-pack");

    public static GitService ReceivePack { get; } = new("git-receive-pack");

    public static GitService Unknown { get; } = new((string?)null);

    public bool Answers(string asked) => Name is null ? asked != UploadPack.Name && asked != ReceivePack.Name : asked == Name;
}

/// <summary>Chooses among the <c>info/refs</c> routes by <c>?service=</c>, so that each declares a policy of its own.</summary>
internal sealed class GitServiceSelector : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<GitService>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var asked = httpContext.Request.Query["service"].ToString();
        for (var at = 0; at < candidates.Count; at++)
        {
            if (candidates.IsValidCandidate(at) && candidates[at].Endpoint.Metadata.GetMetadata<GitService>() is { } service && !service.Answers(asked))
                candidates.SetValidity(at, false);
        }

        return Task.CompletedTask;
    }
}
