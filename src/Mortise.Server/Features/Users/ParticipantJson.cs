using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users;

/// <summary>Participants on the wire: schema <c>participant</c>.</summary>
internal sealed class ParticipantJson(AccountJson accounts)
{
    public void Write(ObjectWriter o, Participant participant)
    {
        o.Write("type", "participant");
        o.Embedded("user", participant.User, accounts.Write);
        o.Write("role", participant.IsReviewer ? "REVIEWER" : "PARTICIPANT");
        o.Write("approved", participant.State == Participant.Approved);
        o.Write("state", participant.State);
        o.Write("participated_on", participant.ParticipatedOn is { } when ? Timestamp.Micro(when) : null);
    }
}
