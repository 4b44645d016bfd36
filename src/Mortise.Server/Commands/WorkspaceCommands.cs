using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise workspace …</c></summary>
internal static class WorkspaceCommands
{
    public static Command Create() => new("workspace", "Workspaces and their members.") { Add(), Member() };

    private static Command Add()
    {
        var slug = new Argument<string>("workspace") { Description = "Its name in addresses." };
        var name = new Option<string>("--name") { Description = "Its name for people; the same unless told." };
        var owner = new Option<string>("--owner") { HelpName = "user", Description = "Who administers it." };
        return new Command("add", "Make a workspace.") { slug, name, owner }.Asks(
            parsed => AdminCall.Post("workspaces", new JsonObject
            {
                ["slug"] = parsed.GetValue(slug),
                ["name"] = parsed.GetValue(name),
                ["owner"] = parsed.GetValue(owner),
            }),
            workspace => ClientCommand.ShowTable(["workspace", "name", "uuid"], [[workspace.Text("slug"), workspace.Text("name"), workspace.Text("uuid")]]));
    }

    private static Command Member()
    {
        var slug = new Argument<string>("workspace");
        var user = new Argument<string>("user");
        var role = new Option<string>("--role") { Description = "member (unless told) or owner.", DefaultValueFactory = _ => "member" };
        role.AcceptOnlyFromAmong("member", "owner");
        return new Command("member", "Make a person a member of a workspace, or change the role of one.") { slug, user, role }.Asks(
            parsed => AdminCall.Post($"workspaces/{Uri.EscapeDataString(parsed.GetValue(slug)!)}/members", new JsonObject
            {
                ["user"] = parsed.GetValue(user),
                ["role"] = parsed.GetValue(role),
            }),
            member => ClientCommand.ShowTable(["workspace", "user", "role"], [[member.Text("workspace"), member.Text("user"), member.Text("role")]]));
    }
}
