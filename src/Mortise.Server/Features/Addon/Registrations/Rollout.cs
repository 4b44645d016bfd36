using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Registrations;

/// <summary>The update of all installations of an app at once.</summary>
internal sealed record Rollout
{
    public Guid Id { get; init; }

    public string AppKey { get; init; } = "";

    /// <summary>The administrator grants what the descriptor asks for beyond the scopes that each installation has.</summary>
    public bool AcceptsScopes { get; init; }

    public DateTimeOffset StartedOn { get; init; }

    /// <summary>Null while it is under way.</summary>
    public DateTimeOffset? EndedOn { get; init; }

    /// <summary>One for each installation that was there at the start.</summary>
    public IReadOnlyList<RolloutStep> Steps { get; init; } = [];

    public static void Write(ObjectWriter o, Rollout rollout)
    {
        o.Write("id", rollout.Id.ToString("D"));
        o.Write("key", rollout.AppKey);
        o.Write("state", rollout.EndedOn is null ? "under way" : "ended");
        o.Write("total", rollout.Steps.Count);
        o.Write("waiting", rollout.Count(RolloutStepState.Waiting));
        o.Write("updated", rollout.Count(RolloutStepState.Updated));
        o.Write("unchanged", rollout.Count(RolloutStepState.Unchanged));
        o.Write("refused", rollout.Count(RolloutStepState.Refused));
        o.Write("started_on", Timestamp.Micro(rollout.StartedOn));
        o.Write("ended_on", rollout.EndedOn is { } ended ? Timestamp.Micro(ended) : null);
        o.Array("steps", rollout.Steps, RolloutStep.Write);
    }

    public int Count(RolloutStepState state) => Steps.Count(step => step.State == state);
}

/// <summary>One installation in a rollout.</summary>
internal sealed record RolloutStep
{
    /// <summary>From 1.</summary>
    public int Number { get; init; }

    public Guid InstallationId { get; init; }

    /// <summary>Slug; null where the installation has been forgotten since.</summary>
    public string? Workspace { get; init; }

    public RolloutStepState State { get; init; }

    /// <summary>Why it was refused; else empty.</summary>
    public string Detail { get; init; } = "";

    public DateTimeOffset? EndedOn { get; init; }

    public static void Write(ObjectWriter o, RolloutStep step)
    {
        o.Write("installation", step.InstallationId.ToString("D"));
        o.Write("workspace", step.Workspace);
        o.Write("state", step.State.ToString().ToLowerInvariant());
        o.Write("detail", step.Detail);
        o.Write("ended_on", step.EndedOn is { } ended ? Timestamp.Micro(ended) : null);
    }
}

/// <summary>Where an installation stands in a rollout; the tables keep the name in lower case.</summary>
internal enum RolloutStepState
{
    Waiting,
    Updated,

    /// <summary>It had that descriptor already.</summary>
    Unchanged,

    /// <summary>Nothing changed, and the detail says why.</summary>
    Refused,
}
