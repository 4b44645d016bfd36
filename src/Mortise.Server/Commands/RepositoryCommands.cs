using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mortise.Server.Commands;

/// <summary><c>mortise repository …</c></summary>
internal static class RepositoryCommands
{
    public static Command Create() => new("repository", "Repositories.") { Add() };

    private static Command Add()
    {
        var path = new Argument<string>("repository") { HelpName = "WORKSPACE/REPOSITORY" };
        var source = new Option<string>("--import") { HelpName = "PATH_OR_URL", Description = "Copy branches and tags from there." };
        var description = new Option<string>("--description");
        var project = new Option<string>("--project") { HelpName = "KEY", Description = "The workspace's first project unless told." };
        var isPrivate = new Option<bool>("--private") { Description = "Only for those who are given access (unless told)." };
        var isPublic = new Option<bool>("--public") { Description = "For everyone to read." };
        var command = new Command("add", "Make a repository.") { path, source, description, project, isPrivate, isPublic };
        command.Validators.Add(result =>
        {
            if (result.GetValue(isPrivate) && result.GetValue(isPublic))
                result.AddError("A repository is either --private or --public.");
        });
        return command.Asks(
            parsed => AdminCall.Post("repositories", new JsonObject
            {
                ["full_name"] = parsed.GetValue(path),
                ["import"] = Absolute(parsed.GetValue(source)),
                ["description"] = parsed.GetValue(description),
                ["project"] = parsed.GetValue(project),
                ["is_private"] = !parsed.GetValue(isPublic),
            }),
            repository => ClientCommand.ShowTable(
                ["repository", "access", "main branch", "uuid"],
                [[
                    repository.Text("full_name"), repository.Text("is_private") == "True" ? "private" : "public",
                    repository.Text("mainbranch", "name"), repository.Text("uuid"),
                ]]));
    }

    /// <summary>A path of this machine is the server's as well, but the directory it starts from is not.</summary>
    private static string? Absolute(string? source) => source is not null && Directory.Exists(source) ? Path.GetFullPath(source) : source;
}
