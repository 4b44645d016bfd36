using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Registrations;

/// <summary>A registered app: a key that this host keeps for one descriptor, with one secret for all installations ("Develop apps").</summary>
internal sealed record Registration
{
    public string AppKey { get; init; } = "";

    /// <summary>As the administrator wrote it; <c>descriptor_url</c> of an update must equal it to the letter.</summary>
    public string RegisteredUrl { get; init; } = "";

    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>Whose owners registered it; null: the host's administrator did.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Slug of that workspace, as of now.</summary>
    public string? Workspace { get; init; }

    /// <summary>Uninstalled ones left out.</summary>
    public long Installations { get; init; }

    /// <summary>Of these, how many have another descriptor URL: they have not moved yet.</summary>
    public long Elsewhere { get; init; }

    public static void Write(ObjectWriter o, Registration registration)
    {
        o.Write("key", registration.AppKey);
        o.Write("descriptor_url", registration.RegisteredUrl);
        o.Write("created_on", Timestamp.Micro(registration.CreatedOn));
        o.Write("installations", registration.Installations);
        o.Write("installations_elsewhere", registration.Elsewhere);
    }
}
