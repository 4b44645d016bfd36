using System.Text.RegularExpressions;
using Mortise.Testing;

namespace Mortise.Server.Tests.House;

/// <summary>Keeps the inside of the server project apart, by the <c>using</c> lines of each folder (docs/architecture.md).</summary>
public sealed partial class DependencyRuleTests
{
    private static readonly string Server = SourceTree.Path("src", "Mortise.Server");

    [Fact]
    public void The_platform_knows_no_feature()
    {
        var faults = Usings(Path.Combine(Server, "Platform")).Where(use => use.Namespace.StartsWith("Mortise.Server.Features", StringComparison.Ordinal));

        Assert.Empty(faults);
    }

    [Fact]
    public void No_feature_uses_the_endpoints_or_pages_of_another()
    {
        var faults = FeatureUses().Where(use => use.From != use.To && (use.Namespace.Contains(".Endpoints", StringComparison.Ordinal) || use.Namespace.Contains(".Pages", StringComparison.Ordinal)));

        Assert.Empty(faults);
    }

    [Fact]
    public void Features_use_one_another_without_a_circle()
    {
        var arrows = FeatureUses().Where(use => use.From != use.To).Select(use => (use.From, use.To)).Distinct().ToLookup(use => use.From, use => use.To);

        var circles = arrows.Select(feature => Circle(feature.Key, arrows)).Where(circle => circle is not null);

        Assert.Empty(circles);
    }

    [Theory]
    [InlineData("Mortise.Query")]
    [InlineData("Mortise.Connect")]
    [InlineData("Mortise.Git")]
    public void A_library_knows_neither_the_web_nor_a_database_nor_another_library(string library)
    {
        var project = File.ReadAllText(SourceTree.Path("src", library, library + ".csproj"));
        var foreign = Usings(SourceTree.Path("src", library))
            .Where(use => use.Namespace.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || use.Namespace.StartsWith("System.Data", StringComparison.Ordinal)
                || (use.Namespace.StartsWith("Mortise.", StringComparison.Ordinal) && !use.Namespace.StartsWith(library, StringComparison.Ordinal)));

        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain("FrameworkReference", project, StringComparison.Ordinal);
        Assert.Empty(foreign);
    }

    [Fact]
    public void Only_stores_and_the_database_hold_sql()
    {
        var faults = Sources(Server)
            .Where(file => !file.EndsWith("Store.cs", StringComparison.Ordinal) && !file.Contains("/Platform/Data/", StringComparison.Ordinal))
            .Where(file => !Path.GetFileName(file).Contains("Store.", StringComparison.Ordinal))
            .Where(file => Statement().IsMatch(File.ReadAllText(file)));

        Assert.Empty(faults.Select(file => Path.GetRelativePath(Server, file)));
    }

    private static string? Circle(string start, ILookup<string, string> arrows)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(arrows[start]);
        while (waiting.TryPop(out var feature))
        {
            if (feature == start)
                return $"{start} uses itself by way of {string.Join(", ", seen)}";

            if (seen.Add(feature))
            {
                foreach (var next in arrows[feature])
                    waiting.Push(next);
            }
        }

        return null;
    }

    private static IEnumerable<(string From, string To, string Namespace)> FeatureUses() =>
        from folder in Directory.GetDirectories(Path.Combine(Server, "Features"))
        from use in Usings(folder)
        where use.Namespace.StartsWith("Mortise.Server.Features.", StringComparison.Ordinal)
        select (Path.GetFileName(folder), use.Namespace.Split('.')[3], use.Namespace);

    private static IEnumerable<(string File, string Namespace)> Usings(string folder) =>
        from file in Sources(folder)
        from line in File.ReadLines(file)
        let match = Using().Match(line)
        where match.Success
        select (Path.GetRelativePath(Server, file), match.Groups["ns"].Value);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"^using (static )?(?<ns>[A-Za-z0-9_.]+);")]
    private static partial Regex Using();

    [GeneratedRegex(@"\b(SELECT\s[^""]*\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET)\b")]
    private static partial Regex Statement();
}
