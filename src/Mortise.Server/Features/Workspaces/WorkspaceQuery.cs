using Mortise.Query.Filtering;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Workspaces;

/// <summary>What <c>q</c> and <c>sort</c> may name of workspaces and of those who belong to them.</summary>
internal static class WorkspaceQuery
{
    public static readonly SqlFields Fields = Of("w");

    /// <summary>The workspaces of a caller: only by slug (rest.md 11.4).</summary>
    public static readonly SqlFields OwnFields = new SqlFields().Text("slug", "w.slug", isRequired: true).Text("workspace.slug", "w.slug", isRequired: true);

    /// <summary>Members. Addresses are for those who administer the workspace (<see cref="Email"/>).</summary>
    public static readonly SqlFields MemberFields = Memberships()
        .Many("user", "FROM user_emails member_email WHERE member_email.user_id = m.user_id AND member_email.is_confirmed",
            new SqlFields().Text("email", "member_email.email", most: 90));

    public static readonly SqlFields MembershipFields = Memberships();

    /// <summary>The one field of members that not everybody may use.</summary>
    public const string Email = "user.email";

    /// <param name="workspaces">Alias of the table.</param>
    public static SqlFields Of(string workspaces) => new SqlFields()
        .Id("uuid", $"{workspaces}.id")
        .Text("slug", $"{workspaces}.slug", isRequired: true)
        .Text("name", $"{workspaces}.name", isRequired: true)
        .Flag("is_private", $"{workspaces}.is_private")
        .Instant("created_on", $"{workspaces}.created_on", isRequired: true)
        .Instant("updated_on", $"{workspaces}.updated_on", isRequired: true);

    private static SqlFields Memberships() => new SqlFields()
        .Ranked("permission", WorkspaceStore.Permission, "member", "collaborator", "owner")
        .Instant("added_on", "m.added_on", isRequired: true)
        .Embed("user", AccountQuery.Of("u")).Object("user", "user.uuid", "user.account_id")
        .Embed("workspace", Of("w")).Object("workspace", "workspace.uuid", "workspace.slug");
}
