using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mortise.Server.Features.Admin.Seeds;

/// <summary>Reads a seed file; the first fault ends it, with its line.</summary>
internal static class SeedReader
{
    private const int FewestSecretCharacters = 12;

    /// <exception cref="SeedException">The file is not YAML, or says what cannot be.</exception>
    public static SeedDocument Read(string file)
    {
        var yaml = new YamlStream();
        try
        {
            using var text = File.OpenText(file);
            yaml.Load(text);
        }
        catch (YamlException broken)
        {
            throw new SeedException(file, broken.Start.Line, broken.Message);
        }

        if (yaml.Documents.Count == 0)
            return SeedDocument.Empty;

        return SeedNode.Read(
            SeedNode.Of(file, yaml.Documents[0].RootNode),
            root => new SeedDocument(root.List("users", ReadUser), root.List("workspaces", ReadWorkspace), root.List("apps", ReadApp)));
    }

    private static SeedUser ReadUser(SeedNode node)
    {
        var user = new NewUser(node.RequiredText("username"))
        {
            Id = node.Id(),
            DisplayName = node.Text("name") ?? "",
            Emails = node.Texts("emails"),
            CreatedOn = node.Instant("created_on"),
        };
        return new SeedUser(user, node.Text("password"), [.. ReadCredentials(node, "tokens", "api_token"), .. ReadCredentials(node, "app_passwords", "app_password")]);
    }

    private static IReadOnlyList<SeedCredential> ReadCredentials(SeedNode node, string member, string kindName)
    {
        var kind = TokenKind.Find(kindName)!;
        return node.List(member, one =>
        {
            var secret = one.RequiredText("secret");
            if (secret.Length < FewestSecretCharacters)
                throw one.Fault("secret", $"A secret has at least {FewestSecretCharacters} characters.");

            var sound = kind.TryScopes(one.Texts("scopes"), out var scopes, out var problem);
            return new SeedCredential(kind, secret, one.Text("name") ?? "seed", one.Checked("scopes", sound, scopes, problem));
        });
    }

    private static SeedWorkspace ReadWorkspace(SeedNode node)
    {
        var workspace = new NewWorkspace(node.RequiredText("slug"))
        {
            Id = node.Id(),
            Name = node.Text("name") ?? "",
            IsPrivate = node.Flag("private", unlessTold: true),
            CreatedOn = node.Instant("created_on"),
        };
        return new SeedWorkspace(
            workspace,
            ReadRoles(node, "members", "member or owner", role => role switch
            {
                "member" => WorkspaceRole.Member,
                "owner" => WorkspaceRole.Owner,
                _ => WorkspaceRole.None,
            }),
            node.List("groups", group => new SeedGroup(group.RequiredText("name"), group.Text("slug"), group.Texts("members"))),
            node.List("projects", ReadProject),
            node.List("repositories", ReadRepository));
    }

    private static SeedProject ReadProject(SeedNode node)
    {
        var sound = ProjectKey.TryParse(node.RequiredText("key"), out var key, out var problem);
        var project = new NewProject(node.Checked("key", sound, key, problem), node.Text("name") ?? key.Text)
        {
            Id = node.Id(),
            Description = node.Text("description") ?? "",
            IsPrivate = node.Flag("private", unlessTold: true),
        };
        return new SeedProject(project, Permissions("grants"), Permissions("group_grants"));

        Dictionary<string, ProjectPermission> Permissions(string member) => ReadRoles(node, member, "read, write, create-repo or admin", permission => permission switch
        {
            "read" => ProjectPermission.Read,
            "write" => ProjectPermission.Write,
            "create-repo" => ProjectPermission.CreateRepo,
            "admin" => ProjectPermission.Admin,
            _ => ProjectPermission.None,
        });
    }

    private static SeedRepository ReadRepository(SeedNode node)
    {
        var soundSlug = RepoSlug.TryParse(node.RequiredText("slug"), out var slug, out var problem);
        var soundBranch = BranchName.TryParse(node.Text("branch") ?? "main", out var branch);
        var repository = new NewRepository(Guid.Empty, node.Checked("slug", soundSlug, slug, problem))
        {
            Id = node.Id(),
            Name = node.Text("name") ?? "",
            Description = node.Text("description") ?? "",
            Language = node.Text("language") ?? "",
            IsPrivate = node.Flag("private", unlessTold: true),
            Project = node.Text("project"),
            CreatedOn = node.Instant("created_on"),
            DefaultBranch = node.Checked("branch", soundBranch, branch, "This is not the name of a branch."),
        };
        return new SeedRepository(
            repository, ReadPermissions(node, "grants"), ReadPermissions(node, "group_grants"), ReadCredentials(node, "tokens", "repository"), node.List("commits", ReadCommit));
    }

    private static Dictionary<string, RepositoryPermission> ReadPermissions(SeedNode node, string member) =>
        ReadRoles(node, member, "read, write or admin", permission => permission switch
        {
            "read" => RepositoryPermission.Read,
            "write" => RepositoryPermission.Write,
            "admin" => RepositoryPermission.Admin,
            _ => RepositoryPermission.None,
        });

    private static NewCommit ReadCommit(SeedNode node)
    {
        var author = node.RequiredText("author");
        var open = author.IndexOf('<', StringComparison.Ordinal);
        if (open <= 0 || !author.EndsWith('>'))
            throw node.Fault("author", $"'{author}' is not written like: Ada Lovelace <ada@example.com>");

        var files = node.Pairs("files").Select(pair => new KeyValuePair<string, string?>(pair.Name, pair.Text)).ToList();
        return new NewCommit(
            author[..open].Trim(), author[(open + 1)..^1], node.Instant("date") ?? throw node.Fault("'date' is missing."), node.RequiredText("message").TrimEnd() + "\n", files);
    }

    private static SeedApp ReadApp(SeedNode node)
    {
        var url = node.RequiredText("url");
        var sound = Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https";
        return new SeedApp(node.Checked("url", sound, url, $"'{url}' is not the URL of a descriptor."), node.RequiredText("workspace"));
    }

    /// <param name="read">The default value for what is none.</param>
    private static Dictionary<string, T> ReadRoles<T>(SeedNode node, string member, string known, Func<string?, T> read)
        where T : struct, Enum =>
        node.Pairs(member).ToDictionary(
            pair => pair.Name,
            pair => read(pair.Text) is var role && !role.Equals(default(T)) ? role : throw node.Fault(member, $"'{pair.Name}: {pair.Text}' is not {known}."),
            StringComparer.OrdinalIgnoreCase);
}
