using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects.Endpoints;

/// <summary>What a request asks a project to be; null leaves a member as it is.</summary>
internal sealed record ProjectBody(ProjectKey? Key, string? Name, string? Description, bool? IsPrivate)
{
    private const int LongestName = 128;
    private const int LongestDescription = 10_000;

    /// <summary>Exactly one of the two is set.</summary>
    public static async Task<(ProjectBody? Body, ApiError? Problem)> ReadAsync(HttpContext context)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        ProjectKey? key = null;
        if (members.Text("key", ProjectKey.MaxLength) is { } text)
        {
            if (ProjectKey.TryParse(text, out var parsed, out var wrong))
                key = parsed;
            else
                members.Fault("key", wrong);
        }

        var name = members.Text("name", LongestName);
        if (name is not null && string.IsNullOrWhiteSpace(name))
            members.Fault("name", "A project has a name.");

        var body = new ProjectBody(key, name, members.Text("description", LongestDescription, lines: true), members.Flag("is_private"));
        return members.Problem is { } faults ? (null, faults) : (body, null);
    }

    /// <summary>The project to make under <paramref name="key"/>, or the members it lacks.</summary>
    public (NewProject? Project, ApiError? Problem) ToNew(ProjectKey? key)
    {
        var missing = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (key is null)
            missing["key"] = ["This field is required."];

        if (Name is null)
            missing["name"] = ["This field is required."];

        if (missing.Count > 0)
            return (null, ApiError.InvalidFields(missing));

        var fresh = new NewProject(key!.Value, Name!);
        return (fresh with { Description = Description ?? "", IsPrivate = IsPrivate ?? fresh.IsPrivate }, null);
    }

    public Project ApplyTo(Project stored) => stored with
    {
        Key = Key?.Text ?? stored.Key,
        Name = Name ?? stored.Name,
        Description = Description ?? stored.Description,
        IsPrivate = IsPrivate ?? stored.IsPrivate,
    };
}
