using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Mortise.Testing;

namespace Mortise.Server.Tests.House;

/// <summary>Holds every mapped method and path against the reference's list (<c>operations.tsv</c>), and writes <c>docs/compatibility.md</c>.</summary>
public sealed partial class CompatibilityTests
{
    /// <summary>Routes below <c>/2.0</c> that the published list does not have, each with the reason it is here.</summary>
    private static readonly Dictionary<string, string> Beyond = new(StringComparer.Ordinal)
    {
        ["GET /"] = "the index of the API",
        ["GET /account/{}/addons"] = "what atlassian-connect-express calls to install its app",
        ["POST /account/{}/addons"] = "what atlassian-connect-express calls to install its app",
        ["DELETE /account/{}/addons/{}"] = "what atlassian-connect-express calls to install its app",
        ["GET /addons/{}/{}"] = "the paths that an app offers by its module proxy",
        ["PUT /addons/{}/{}"] = "the paths that an app offers by its module proxy",
        ["POST /addons/{}/{}"] = "the paths that an app offers by its module proxy",
        ["DELETE /addons/{}/{}"] = "the paths that an app offers by its module proxy",
    };

    [Fact]
    public async Task The_compatibility_page_says_what_is_mapped()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var mapped = Mapped(server);

        var page = Page(Reference(), mapped);
        var file = SourceTree.Path("docs", "compatibility.md");
        var known = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        await File.WriteAllTextAsync(file, page);

        Assert.True(known == page, "docs/compatibility.md was out of date. It is written anew: look at the difference and commit it.");
    }

    [Fact]
    public async Task Every_mapped_operation_is_one_of_the_reference_or_has_a_reason()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var known = Reference().Select(operation => operation.Key).ToHashSet(StringComparer.Ordinal);

        var strangers = Mapped(server).Where(key => !known.Contains(key) && !Beyond.ContainsKey(key));

        Assert.Empty(strangers);
    }

    [Fact]
    public void The_list_has_all_341_operations() => Assert.Equal(341, Reference().Select(operation => operation.Key).Distinct(StringComparer.Ordinal).Count());

    private static HashSet<string> Mapped(TestServer server) =>
        [
            .. from route in server.Endpoints()
               where route.RoutePattern.RawText?.StartsWith("/2.0", StringComparison.Ordinal) == true
               from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
               select Key(method, route.RoutePattern.RawText!["/2.0".Length..]),
        ];

    private static string Page(IReadOnlyList<Operation> reference, HashSet<string> mapped)
    {
        var text = new StringBuilder();
        text.Append("# Compatibility\n\n");
        text.Append("Every operation of the published reference of Bitbucket Cloud's REST API 2.0, and whether this version maps it. A test writes this page.\n\n");
        text.Append($"**{reference.Count(operation => mapped.Contains(operation.Key))} of {reference.Count} operations.**\n");
        foreach (var group in reference.GroupBy(operation => operation.Group))
        {
            text.Append($"\n## {group.Key}: {group.Count(operation => mapped.Contains(operation.Key))} of {group.Count()}\n\n");
            text.Append("| | Method | Path |\n|---|---|---|\n");
            foreach (var operation in group)
                text.Append($"| {(mapped.Contains(operation.Key) ? "✓" : "–")} | {operation.Method} | `{operation.Path}` |\n");
        }

        text.Append("\n## Links to what is still to come\n\n");
        text.Append("Representations carry these links as the reference has them; until what they name is here, they answer 404. Every other link answers.\n\n");
        text.Append("| Object | Relation | Waits for |\n|---|---|---|\n");
        foreach (var (type, relation, waitsFor) in LinksToCome.All)
            text.Append($"| `{type}` | `{relation}` | {waitsFor} |\n");

        return text.ToString();
    }

    private static IReadOnlyList<Operation> Reference() =>
        [
            .. File.ReadLines(SourceTree.Path("tests", "Mortise.Server.Tests", "House", "operations.tsv"))
                .Select(line => line.Split('\t'))
                .Select(part => new Operation(part[0], part[1], part[2])),
        ];

    private static string Key(string method, string path) => $"{method} {Parameter().Replace(path.Length == 0 ? "/" : path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/", "{}")}";

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private sealed record Operation(string Group, string Method, string Path)
    {
        public string Key => CompatibilityTests.Key(Method, Path);
    }
}
