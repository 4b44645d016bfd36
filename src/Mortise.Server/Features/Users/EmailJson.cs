using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users;

/// <summary>Addresses on the wire: type <c>email</c> (rest.md 16.1, D-88).</summary>
internal sealed class EmailJson(PublicAddress address)
{
    public void Write(ObjectWriter o, UserEmail email)
    {
        o.Write("type", "email");
        o.Write("email", email.Email);
        o.Write("is_primary", email.IsPrimary);
        o.Write("is_confirmed", email.IsConfirmed);
        o.Object("links", email, WriteLinks);
    }

    private void WriteLinks(ObjectWriter o, UserEmail email) =>
        o.Link("self", $"{address.Api}/user/emails/{Uri.EscapeDataString(email.Email)}");
}
