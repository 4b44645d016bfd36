using System.Globalization;
using System.Reflection;
using System.Text;
using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Commands;

/// <summary>What <c>mortise serve</c> prints when it is ready: where it is, and lines that can be copied and work as they stand.</summary>
internal sealed class FirstMinute(string origin, MortiseOptions options, SeedDocument seed, IReadOnlyList<SeedAppOutcome> apps)
{
    private const string DefaultDirectory = "./data";

    private readonly StringBuilder text = new();

    /// <summary>What the first person is asked for in the browser; null where the host has somebody.</summary>
    public string? SetUpCode { get; init; }

    /// <param name="took">From the start of the process.</param>
    public string Text(TimeSpan took)
    {
        var version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(2);
        var database = options.Database.Length > 0 ? "PostgreSQL" : "SQLite";
        text.Append(CultureInfo.InvariantCulture, $"mortise {version}  profile={options.Profile}  data={options.Data} ({database})  ready in {took.TotalSeconds:0.0} s\n");
        Line("Web", $"{origin}{SignInHint()}");
        if (SetUpCode is not null)
            Line("Set up", $"{origin}{FirstRun.SetUpPath}  code: {SetUpCode}");

        var login = Login();
        Line("API", login is null ? $"curl {origin}/readyz" : $"curl -u {login} {origin}/2.0/user");
        foreach (var user in seed.Users)
            AddUser(user);

        foreach (var app in apps)
            AddApp(app);

        if (login is not null && Repository(isPrivate: null) is { } tried)
            Line("Try", $"curl -u {login} -G {origin}/2.0/repositories/{tried} --data-urlencode 'fields=+properties.*'");

        if (Repository(isPrivate: false) is { } open)
            Line("Git", $"git clone {origin}/{open}.git");

        if (seed.Workspaces is [var workspace, ..])
            Line("Install", $"{Command} app install http://localhost:3000/descriptor.json --workspace {workspace.Workspace.Slug}{Data}");

        return text.ToString().TrimEnd('\n');
    }

    /// <summary><c>./x</c> says how it was called, so that the line can be copied.</summary>
    private static string Command => Environment.GetEnvironmentVariable("MORTISE_INVOKED_AS") is { Length: > 0 } name ? name : "mortise";

    private string Data => options.Data is DefaultDirectory or "data" ? "" : $" --data {Quoted(options.Data)}";

    private void AddUser(SeedUser seeded)
    {
        var user = seeded.User;
        var secrets = seeded.Credentials.Select(one => one.Kind.Credential == Credentials.ApiToken ? $"token {one.Secret}" : $"app password {one.Secret}");
        Line("User", string.Join("  ", secrets.Prepend(user.Emails.Count > 0 ? $"{user.Username} ({user.Emails[0]})" : user.Username)));
    }

    private void AddApp(SeedAppOutcome app) => Line(
        "Sample",
        app.Problem is null
            ? $"app {app.Key} is installed in workspace {app.App.Workspace}; see {origin}/{Repository(isPrivate: null, app.App.Workspace) ?? app.App.Workspace}"
            : $"the app at {app.App.Url} is not installed: {app.Problem}");

    /// <summary>The first fixed API token with its owner's address, as Basic takes them; null when there is none.</summary>
    private string? Login() =>
        (from user in seed.Users
         from credential in user.Credentials
         where credential.Kind.Credential == Credentials.ApiToken && user.User.Emails.Count > 0
         select Quoted($"{user.User.Emails[0]}:{credential.Secret}")).FirstOrDefault();

    /// <summary>The first person whose password stands in the seed.</summary>
    private string SignInHint() =>
        (from user in seed.Users where user.Password is not null select $"  sign in: {user.User.Username} / {user.Password}").FirstOrDefault() ?? "";

    private string? Repository(bool? isPrivate, string? of = null) =>
        (from workspace in seed.Workspaces
         where of is null || workspace.Workspace.Slug == of
         from repository in workspace.Repositories
         where isPrivate is null || repository.Repository.IsPrivate == isPrivate
         select $"{workspace.Workspace.Slug}/{repository.Repository.Slug}").FirstOrDefault();

    private void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-8} {value}\n");

    /// <summary>For a shell: in quotes only where it needs them.</summary>
    private static string Quoted(string word) =>
        word.All(character => char.IsAsciiLetterOrDigit(character) || "@:._/-+".Contains(character, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
