using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>GET and PUT /2.0/repositories/{workspace}/{repo_slug}/override-settings: which settings a repository has for itself.</summary>
internal static class OverrideSettings
{
    public static async Task<IResult> GetAsync([AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        return WhyNot(repository) is { } refusal ? refusal : ApiAnswer.Ok(repository.Overrides, RepositoryJson.WriteInheritance);
    }

    /// <summary>Takes the object that GET answers; a setting that is not named stays as it is (Source: rest.md 16.4, 22).</summary>
    public static async Task<IResult> PutAsync([AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        if (WhyNot(repository) is { } forbidden)
            return forbidden;

        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return problem!;

        if (!json.Root.TryGetProperty("override_settings", out var settings) || settings.ValueKind != System.Text.Json.JsonValueKind.Object)
            return ApiError.InvalidField("override_settings", "This field is required: an object.");

        var members = new BodyMembers(settings);
        var (merging, model) = (members.Flag("default_merge_strategy"), members.Flag("branching_model"));
        if (members.Problem is { } faults)
            return faults;

        var refusal = await repositories.ChangeOverridesAsync(repository.Id, caller, Change, context.RequestAborted);
        return refusal is null ? TypedResults.NoContent() : refusal;

        (RepositoryOverrides?, ApiError?) Change(Repository stored) =>
            (WhyNot(stored) ?? IfMatch.Check(context, stored.Overrides, RepositoryJson.WriteInheritance)) is { } stale
                ? (null, stale)
                : (new RepositoryOverrides(merging ?? stored.Overrides.DefaultMergeStrategy, model ?? stored.Overrides.BranchingModel), null);
    }

    private static ApiError? WhyNot(Repository repository) =>
        repository.Allows(RepositoryPermission.Admin) ? null : ApiError.Forbidden($"Only administrators of {repository.FullName} see and change what it overrides.");
}
