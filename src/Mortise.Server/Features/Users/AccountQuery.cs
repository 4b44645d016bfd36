using Mortise.Query.Filtering;

namespace Mortise.Server.Features.Users;

/// <summary>What <c>q</c> and <c>sort</c> may name of a person. Names in addresses are not among it: they are shown to their owner alone.</summary>
internal static class AccountQuery
{
    /// <param name="users">Alias of the table <c>users</c>, which may be joined from the left.</param>
    public static SqlFields Of(string users) => new SqlFields()
        .Id("uuid", $"{users}.id")
        .Text("account_id", $"{users}.account_id")
        .Text("display_name", $"{users}.display_name")
        .Text("nickname", $"{users}.nickname")
        .Instant("created_on", $"{users}.created_on");

    /// <summary>The owner of a workspace's things: its person, or the team, which has no account.</summary>
    /// <param name="workspaces">Alias of <c>workspaces</c>.</param>
    /// <param name="users">Alias of <c>users</c>, joined from the left by the id of the workspace.</param>
    public static SqlFields OfOwner(string workspaces, string users) => new SqlFields()
        .Id("uuid", $"{workspaces}.id")
        .Text("account_id", $"{users}.account_id")
        .Text("display_name", $"COALESCE({users}.display_name, {workspaces}.name)")
        .Text("nickname", $"{users}.nickname")
        .Instant("created_on", $"COALESCE({users}.created_on, {workspaces}.created_on)");
}
