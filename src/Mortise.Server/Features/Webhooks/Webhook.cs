namespace Mortise.Server.Features.Webhooks;

/// <summary>A subscription to events of a repository, or of all repositories of a workspace.</summary>
internal sealed record Webhook
{
    /// <summary>Subscriptions of one repository, and of one workspace beside those of its repositories (rest.md D-114).</summary>
    public const int MostOfSubject = 50;

    public const int LongestSecret = 128;

    public Guid Id { get; init; }

    public Guid WorkspaceId { get; init; }

    /// <summary>Null: of the workspace.</summary>
    public Guid? RepositoryId { get; init; }

    public string Url { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Keys of <see cref="WebhookEvent"/>, each once and at least one; of an app's, <c>*</c> stands for all.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    public bool Active { get; init; } = true;

    /// <summary>Whether deliveries are signed; the secret itself is asked for where one is made.</summary>
    public bool HasSecret { get; init; }

    public bool SkipCertVerification { get; init; }

    public bool HistoryEnabled { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>The key of the app whose descriptor subscribes; null for what somebody made.</summary>
    public string? Source { get; init; }

    public bool Hears(string eventKey) => Active && Events.Any(one => one == eventKey || one == "*");
}

/// <summary>What a request asks a subscription to be; null leaves a member as it is.</summary>
/// <param name="Secret">Empty: none; null: as it is.</param>
internal sealed record WebhookChanges(
    string? Url, string? Description, IReadOnlyList<string>? Events, bool? Active, string? Secret, bool? SkipCertVerification, bool? HistoryEnabled)
{
    public Webhook ApplyTo(Webhook stored) => stored with
    {
        Url = Url ?? stored.Url,
        Description = Description ?? stored.Description,
        Events = Events ?? stored.Events,
        Active = Active ?? stored.Active,
        HasSecret = Secret is null ? stored.HasSecret : Secret.Length > 0,
        SkipCertVerification = SkipCertVerification ?? stored.SkipCertVerification,
        HistoryEnabled = HistoryEnabled ?? stored.HistoryEnabled,
    };
}
