using System.Text;
using System.Text.Json;
using Mortise.Connect.Conditions;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Tests.Conditions;

/// <summary>A page of <c>acme/rocket</c>, on which conditions are evaluated as they stand in a descriptor.</summary>
internal sealed class ConditionPage
{
    public const string AllScopes = "account pullrequest issue";

    private static readonly Guid Repository = Guid.Parse("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Workspace = Guid.Parse("22222222-2222-2222-2222-222222222222");

    private const string Objects = """
        {
          "repository": {"type": "repository", "uuid": "{11111111-1111-1111-1111-111111111111}", "full_name": "acme/rocket", "scm": "git", "is_private": true,
                         "has_issues": true, "size": 1000, "parent": null, "mainbranch": {"name": "main"}},
          "workspace": {"type": "workspace", "uuid": "{22222222-2222-2222-2222-222222222222}", "slug": "acme"},
          "principal": {"type": "team", "uuid": "{22222222-2222-2222-2222-222222222222}"},
          "user": {"type": "user", "uuid": "{33333333-3333-3333-3333-333333333333}", "nickname": "ada"},
          "pullrequest": {"id": 7, "state": "OPEN", "draft": false, "reviewers": [{"nickname": "bob"}], "labels": ["a", "1"]},
          "commit": {"hash": "c0ffee"},
          "file": {"path": "logo.png"}
        }
        """;

    private readonly Dictionary<Fact, string> answers = new()
    {
        [new Fact.OnRepository(Repository)] = "\"write\"",
        [new Fact.OnAccount(Workspace)] = "\"member\"",
        [new Fact.InstalledApp(Workspace, "other-app")] = "true",
        [new Fact.HasFile("commit", "Dockerfile")] = "true",
        [new Fact.HasFile("repository", "README.md")] = "true",
        [new Fact.IsBinary()] = "true",
    };

    public bool IsSignedIn { get; init; } = true;

    public string Scopes { get; init; } = AllScopes;

    public HostTraits Traits { get; init; } = new(false, new HashSet<string> { "checks" }, new HashSet<string> { "beta" }, false);

    /// <summary>The property as its own app reads it.</summary>
    public ConditionPage Property(string name, string value, string root = "repository", string app = "my.app")
    {
        this.answers[new Fact.Property(root, app, name, app == "my.app")] = value;
        this.answers[new Fact.PropertyNames(root, app, app == "my.app")] = $"[\"{name}\"]";
        return this;
    }

    /// <summary>Reads the conditions from a descriptor, has the facts answered that they ask for, and evaluates each.</summary>
    public IReadOnlyList<ConditionTrace> Evaluate(string conditions)
    {
        var (parsed, _) = Read(conditions, Scopes);
        var objects = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Objects)!;
        var facts = new PageFacts(objects, IsSignedIn, Traits);
        Assert.True(ScopeSet.TryParse(Scopes, out var scopes, out _));
        var evaluator = new ConditionEvaluator(new("my.app", "My app", scopes), facts);
        for (var round = 0; round < 2; round++)
        {
            evaluator.Shows(parsed);
            foreach (var fact in facts.Asked.ToArray())
                facts.Answer(fact, this.answers.TryGetValue(fact, out var json) ? JsonElement.Parse(json) : null);
        }

        var traces = parsed.Select(evaluator.Evaluate).ToArray();
        Assert.Equal(evaluator.Shows(parsed), traces.All(trace => trace.Value == ConditionValue.True));
        return traces;
    }

    public static (IReadOnlyList<Condition> Conditions, DescriptorReport Report) Read(string conditions, string scopes = AllScopes)
    {
        var names = string.Join(',', scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => $"\"{scope}\""));
        var document = $$"""
            {"key": "my.app", "name": "My app", "description": "d", "baseUrl": "https://app.example", "authentication": {"type": "jwt"}, "scopes": [{{names}}],
             "modules": {"generalPages": [{"key": "k", "name": {"value": "n"}, "url": "/", "conditions": {{conditions}} }] } }
            """;
        Assert.True(
            Descriptor.TryParse(Encoding.UTF8.GetBytes(document), new DescriptorRules(AllowHttp: false), out var descriptor, out var report),
            string.Join('\n', report.Faults));
        return (descriptor.Modules.GeneralPages[0].Conditions, report);
    }
}
