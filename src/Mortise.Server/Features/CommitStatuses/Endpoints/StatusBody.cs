using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.CommitStatuses.Endpoints;

/// <summary>What a request says of a status; null leaves a member as it is. A flat form counts as JSON.</summary>
internal sealed record StatusBody(string? Key, string? State, string? Name, string? Description, string? Url, string? Refname)
{
    private const int LongestName = 255;
    private const int LongestDescription = 2000;
    private const int LongestRefname = 255;

    /// <summary>Exactly one of the two is set.</summary>
    /// <param name="context">The request.</param>
    /// <param name="repository">For the variables of the address.</param>
    /// <param name="key">The key in the path, which cannot be changed; null where the body brings it, with its state.</param>
    public static async Task<(StatusBody? Body, ApiError? Problem)> ReadAsync(HttpContext context, Repository repository, string? key)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        var body = new StatusBody(
            members.Text("key", CommitStatus.LongestKey), members.OneOf("state", CommitStatus.States), members.Text("name", LongestName),
            members.Text("description", LongestDescription, lines: true), members.Text("url", StatusUrl.MostCharacters), members.Text("refname", LongestRefname));
        if (key is null)
            Require(members, body);
        else if (body.Key is not null && body.Key != key)
            members.Fault("key", $"The key of a status cannot be changed; this one has '{key}'.");

        if (body.Url is { Length: > 0 } url && StatusUrl.WhyNot(url, repository) is { } fault)
            members.Fault("url", fault);

        return members.Problem is { } faults ? (null, faults) : (body, null);
    }

    public CommitStatus ToStatus(string hash) => ApplyTo(new CommitStatus { CommitHash = hash, Key = Key!, State = State! });

    public CommitStatus ApplyTo(CommitStatus stored) => stored with
    {
        State = State ?? stored.State,
        Name = Name ?? stored.Name,
        Description = Description ?? stored.Description,
        Url = Url ?? stored.Url,
        Refname = Refname is { Length: > 0 } ? Refname : stored.Refname,
    };

    private static void Require(BodyMembers members, StatusBody body)
    {
        if (string.IsNullOrWhiteSpace(body.Key))
            members.Fault("key", $"This field is required: a text of 1 to {CommitStatus.LongestKey} characters.");

        if (body.State is null)
            members.Fault("state", $"This field is required: one of {string.Join(", ", CommitStatus.States)}.");
    }
}
