using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise group …</c>: groups of a workspace; what they may do is granted through the API.</summary>
internal static class GroupCommands
{
    public static Command Create() => new("group", "Groups of a workspace, and who is in them.") { Add(), List(), Remove(), Members(), Join(), Leave() };

    private static Command Add()
    {
        var workspace = Workspace();
        var name = new Argument<string>("name") { Description = "Its name for people." };
        var slug = new Option<string>("--slug") { Description = "Its name in addresses; made of the name unless told." };
        return new Command("add", "Make a group.") { workspace, name, slug }.Asks(
            parsed => AdminCall.Post(PathOf(parsed.GetValue(workspace)!), new JsonObject { ["name"] = parsed.GetValue(name), ["slug"] = parsed.GetValue(slug) }),
            group => ClientCommand.ShowTable(["group", "name"], [[group.Text("slug"), group.Text("name")]]));
    }

    private static Command List()
    {
        var workspace = Workspace();
        return new Command("list", "Show the groups of a workspace.") { workspace }.Asks(
            parsed => AdminCall.Get(PathOf(parsed.GetValue(workspace)!)),
            answer => ClientCommand.ShowTable(["group", "name", "members"], answer.Values().Select(group => (string[])[group.Text("slug"), group.Text("name"), group.Text("members")])));
    }

    private static Command Remove()
    {
        var (workspace, group) = (Workspace(), Group());
        return new Command("remove", "Remove a group with all that was granted to it.") { workspace, group }.Asks(
            parsed => AdminCall.Delete(PathOf(parsed.GetValue(workspace)!, parsed.GetValue(group)!)), _ => Console.Out.WriteLine("The group is gone."));
    }

    private static Command Members()
    {
        var (workspace, group) = (Workspace(), Group());
        return new Command("members", "Show who is in a group.") { workspace, group }.Asks(
            parsed => AdminCall.Get(PathOf(parsed.GetValue(workspace)!, parsed.GetValue(group)!) + "/members"),
            answer => ClientCommand.ShowTable(["user", "name"], answer.Values().Select(person => (string[])[person.Text("username"), person.Text("display_name")])));
    }

    private static Command Join()
    {
        var (workspace, group, user) = (Workspace(), Group(), User());
        return new Command("join", "Put a member of the workspace into a group.") { workspace, group, user }.Asks(
            parsed => AdminCall.Put(MemberOf(parsed.GetValue(workspace)!, parsed.GetValue(group)!, parsed.GetValue(user)!), []),
            _ => Console.Out.WriteLine("The person is in the group."));
    }

    private static Command Leave()
    {
        var (workspace, group, user) = (Workspace(), Group(), User());
        return new Command("leave", "Take a person out of a group.") { workspace, group, user }.Asks(
            parsed => AdminCall.Delete(MemberOf(parsed.GetValue(workspace)!, parsed.GetValue(group)!, parsed.GetValue(user)!)),
            _ => Console.Out.WriteLine("The person is in the group no more."));
    }

    private static Argument<string> Workspace() => new("workspace");

    private static Argument<string> Group() => new("group") { Description = "Its name in addresses." };

    private static Argument<string> User() => new("user") { Description = "A username." };

    private static string PathOf(string workspace) => $"workspaces/{Uri.EscapeDataString(workspace)}/groups";

    private static string PathOf(string workspace, string group) => $"{PathOf(workspace)}/{Uri.EscapeDataString(group)}";

    private static string MemberOf(string workspace, string group, string user) => $"{PathOf(workspace, group)}/members/{Uri.EscapeDataString(user)}";
}
