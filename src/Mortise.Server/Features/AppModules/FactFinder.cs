using System.Text.Json;
using Mortise.Connect.Conditions;
using Mortise.Connect.Contexts;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Properties;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>Answers the facts that the conditions of a page asked for: one query, and what git must be asked.</summary>
internal sealed class FactFinder(PageFactStore store)
{
    /// <summary>How many files of one page are looked for; conditions on more stay undecided.</summary>
    public const int MostFiles = 50;

    private const long IsPublic = 1;

    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly JsonElement False = JsonElement.Parse("false");

    /// <summary>Answers what is asked now.</summary>
    public async Task AnswerAsync(PageFacts facts, PageSubject page, PageSources sources, Caller caller, CancellationToken cancellation)
    {
        var asked = facts.Asked.ToArray();
        var hosts = asked.Select(RootOf).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(root => (Root: root, Host: HostOf(root, page, caller))).Where(one => one.Host is not null).ToDictionary(one => one.Root, one => one.Host!.Value);
        var questions = Questions(asked, hosts, page);
        var rows = questions.IsEmpty ? [] : await store.ListAsync(questions, caller, cancellation);
        foreach (var fact in asked)
        {
            switch (fact)
            {
                case Fact.HasFile file:
                    if (sources.FilesLookedFor < MostFiles)
                        facts.Answer(fact, await sources.HasFileAsync(file.Root, file.Path, cancellation) ? True : False);
                    break;
                case Fact.IsBinary:
                    facts.Answer(fact, await sources.IsBinaryAsync(cancellation) ? True : False);
                    break;
                default:
                    facts.Answer(fact, AnswerOf(fact, hosts, rows));
                    break;
            }
        }
    }

    private static string? RootOf(Fact fact) => fact switch
    {
        Fact.Property property => property.Root,
        Fact.PropertyNames names => names.Root,
        _ => null,
    };

    /// <summary>What carries the properties of an object of the page; null where it carries none.</summary>
    private static PropertyHost? HostOf(string root, PageSubject page, Caller caller) => root switch
    {
        ContextRoots.Repository when page.RepositoryId is { } repository => PropertyHost.OfRepository(page.WorkspaceId, repository),
        ContextRoots.PullRequest when page is { RepositoryId: { } repository, PullRequest: { } number } => PropertyHost.OfPullRequest(page.WorkspaceId, repository, number),
        ContextRoots.Commit when page is { RepositoryId: { } repository, Commit: { } hash } => PropertyHost.OfCommit(page.WorkspaceId, repository, hash),
        ContextRoots.User when caller.UserId is { } user => PropertyHost.OfUser(user),
        ContextRoots.TargetUser when page.TargetUser is { } user => PropertyHost.OfUser(user),
        _ => null,
    };

    private static FactQuestions Questions(IReadOnlyList<Fact> asked, Dictionary<string, PropertyHost> hosts, PageSubject page)
    {
        var values = asked.OfType<Fact.Property>().Where(fact => hosts.ContainsKey(fact.Root)).ToArray();
        var names = asked.OfType<Fact.PropertyNames>().Where(fact => hosts.ContainsKey(fact.Root)).ToArray();
        var apps = asked.OfType<Fact.InstalledApp>().ToArray();
        return new()
        {
            Page = page.WorkspaceId.ToString("D"),
            Owners = Distinct(hosts.Values.Select(host => host.WorkspaceId.ToString("D"))),
            Hosts = Distinct(values.Select(fact => hosts[fact.Root].Id)),
            Apps = Distinct(values.Select(fact => fact.AppKey)),
            Names = Distinct(values.Select(fact => fact.Name)),
            NamedHosts = Distinct(names.Select(fact => hosts[fact.Root].Id)),
            NamedApps = Distinct(names.Select(fact => fact.AppKey)),
            Repositories = Distinct(asked.OfType<Fact.OnRepository>().Select(fact => fact.Repository.ToString("D"))),
            Accounts = Distinct(asked.OfType<Fact.OnAccount>().Select(fact => fact.Account.ToString("D"))),
            AppAccounts = Distinct(apps.Select(fact => fact.Account.ToString("D"))),
            AppKeys = Distinct(apps.Select(fact => fact.AppKey)),
        };
    }

    /// <summary>PostgreSQL takes no text with a NUL, and nothing has such a name.</summary>
    private static string[] Distinct(IEnumerable<string> texts) => [.. texts.Where(text => !text.Contains('\0', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    private static JsonElement? AnswerOf(Fact fact, Dictionary<string, PropertyHost> hosts, IReadOnlyList<FactRow> rows)
    {
        switch (fact)
        {
            case Fact.Property property when hosts.TryGetValue(property.Root, out var host):
                var stored = rows.FirstOrDefault(row => row.Kind == "property" && IsOf(row, host, property.AppKey) && row.Four == property.Name);
                return stored is not null && MaySee(stored, property.ByItself) ? JsonElement.Parse(property.ByItself ? stored.Value! : stored.Shared!) : null;
            case Fact.PropertyNames names when hosts.TryGetValue(names.Root, out var host):
                var all = rows.Where(row => row.Kind == "name" && IsOf(row, host, names.AppKey) && MaySee(row, names.ByItself)).Select(row => row.Four!);
                return JsonSerializer.SerializeToElement(all.ToArray(), FactJson.Default.StringArray);
            case Fact.OnRepository one:
                return Text(rows.FirstOrDefault(row => row.Kind == "repository" && row.One == one.Repository.ToString("D"))?.Number switch
                {
                    1 => "read",
                    2 => "write",
                    3 => "admin",
                    _ => null,
                });
            case Fact.OnAccount one:
                return Text(rows.FirstOrDefault(row => row.Kind == "role" && row.One == one.Account.ToString("D")) switch
                {
                    { Two: { } role } => role,
                    { Number: 1 } => "collaborator",
                    _ => null,
                });
            case Fact.InstalledApp app:
                return rows.Any(row => row.Kind == "app" && row.One == app.Account.ToString("D") && row.Two == app.AppKey) ? True : False;
            default:
                return null;
        }
    }

    private static bool IsOf(FactRow row, PropertyHost host, string appKey) => row.One == host.Kind && row.Two == host.Id && row.Three == appKey;

    /// <summary>An app sees what it keeps itself, and of other apps what is public.</summary>
    private static bool MaySee(FactRow row, bool byItself) => byItself ? (row.Number & FactRow.OwnMayRead) != 0 : (row.Number & IsPublic) != 0;

    private static JsonElement? Text(string? text) => text is null ? null : JsonSerializer.SerializeToElement(text, FactJson.Default.String);
}
