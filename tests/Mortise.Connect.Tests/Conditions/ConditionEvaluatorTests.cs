using Mortise.Connect.Conditions;
using Mortise.Testing;
using static Mortise.Connect.Conditions.ConditionValue;

namespace Mortise.Connect.Tests.Conditions;

/// <summary>The catalogue, the shapes and the rules of <c>connect.md</c> 4, each as a condition of a descriptor on one page.</summary>
public sealed class ConditionEvaluatorTests
{
    /// <summary>Source: <c>connect.md</c> 4.3, row by row; 4.4 for equality.</summary>
    [Theory]
    [InlineData(True, """{"condition":"equals","target":"repository.full_name","params":{"value":"acme/rocket"}}""")]
    [InlineData(False, """{"condition":"equals","target":"repository.full_name","params":{"value":"Acme/rocket"}}""")]
    [InlineData(True, """{"condition":"equals","target":"pullrequest.id","params":{"value":"7"}}""")]
    [InlineData(True, """{"condition":"equals","target":"pullrequest.id","params":{"value":7.0}}""")]
    [InlineData(True, """{"condition":"equals","target":"repository.size","params":{"value":1e3}}""")]
    [InlineData(True, """{"condition":"equals","target":"pullrequest.draft","params":{"value":"false"}}""")]
    [InlineData(True, """{"condition":"equals","target":"repository.parent","params":{"value":null}}""")]
    [InlineData(True, """{"condition":"equals","target":"repository.mainbranch","params":{"value":{"name":"main"}}}""")]
    [InlineData(False, """{"condition":"equals","target":"repository.mainbranch","params":{"value":"main"}}""")]
    [InlineData(True, """{"condition":"equals","target":"pullrequest.labels","params":{"value":["a","1"]}}""")]
    [InlineData(True, """{"condition":"equals","target":"app.key","params":{"value":"my.app"}}""")]
    [InlineData(True, """{"condition":"equals","target":"app.name","params":{"value":{"eval":"app.name"}}}""")]
    [InlineData(True, """{"condition":"equals","target":"repository.get(attribute='full_name')","params":{"value":"acme/rocket"}}""")]
    [InlineData(True, """{"condition":"contains","target":"pullrequest.labels","params":{"value":1}}""")]
    [InlineData(False, """{"condition":"contains","target":"pullrequest.labels","params":{"value":"b"}}""")]
    [InlineData(True, """{"condition":"contains","target":"repository","params":{"value":"scm"}}""")]
    [InlineData(True, """{"condition":"contains","target":"repository.full_name","params":{"value":"/rock"}}""")]
    [InlineData(False, """{"condition":"contains","target":"repository.size","params":{"value":"1"}}""")]
    [InlineData(True, """{"condition":"contains","target":"repository.properties.get(attribute=app.key)","params":{"value":"cfg"}}""")]
    [InlineData(False, """{"condition":"contains","target":"repository.properties.get(attribute=app.key)","params":{"value":"other"}}""")]
    [InlineData(True, """{"condition":"contains","target":"repository.properties","params":{"value":"my.app"}}""")]
    [InlineData(True, """{"condition":"property_exists","target":"repository.properties","params":{"appKey":{"eval":"app.key"},"objectName":"cfg","propertyKey":"on"}}""")]
    [InlineData(False, """{"condition":"property_exists","target":"repository.properties","params":{"appKey":"my.app","objectName":"cfg","propertyKey":"off"}}""")]
    [InlineData(True, """{"condition":"property_exists","params":{"objectName":"cfg"}}""")]
    [InlineData(False, """{"condition":"property_exists","target":"commit.properties","params":{"objectName":"cfg"}}""")]
    [InlineData(True, """{"condition":"equals","target":"repository.properties.get(attribute=app.key).cfg.deep.x","params":{"value":2}}""")]
    [InlineData(True, """{"condition":"has_permission","params":{"permission":"write"}}""")]
    [InlineData(True, """{"condition":"has_permission","target":"repository","params":{"value":"read"}}""")]
    [InlineData(False, """{"condition":"has_permission","params":{"permission":"admin"}}""")]
    [InlineData(True, """{"condition":"has_account_permission","params":{"permission":"collaborator"}}""")]
    [InlineData(False, """{"condition":"has_account_permission","target":"principal","params":{"permission":"admin"}}""")]
    [InlineData(True, """{"condition":"has_workspace_permission","params":{"permission":"member"}}""")]
    [InlineData(False, """{"condition":"has_workspace_permission","params":{"permission":"owner"}}""")]
    [InlineData(True, """{"condition":"has_issue_permission","params":{"permission":"write"}}""")]
    [InlineData(False, """{"condition":"has_issue_permission","params":{"permission":"admin"}}""")]
    [InlineData(False, """{"condition":"has_issue_permission","target":"issue","params":{"permission":"read"}}""")]
    [InlineData(True, """{"condition":"has_file","params":{"path":"/Dockerfile"}}""")]
    [InlineData(True, """{"condition":"has_file","target":"repository","params":{"path":"README.md"}}""")]
    [InlineData(False, """{"condition":"has_file","target":"commit","params":{"path":"README.md"}}""")]
    [InlineData(True, """{"condition":"scm","params":{"value":"git"}}""")]
    [InlineData(False, """{"condition":"scm","params":{"scm":"hg"}}""")]
    [InlineData(True, """{"condition":"is_repo_private"}""")]
    [InlineData(False, """{"condition":"is_repo_private","invert":true}""")]
    [InlineData(True, """{"condition":"is_binary"}""")]
    [InlineData(True, """{"condition":"user_is_logged_in"}""")]
    [InlineData(False, """{"condition":"user_has_premium"}""")]
    [InlineData(True, """{"condition":"has_addon","params":{"key":"other-app"}}""")]
    [InlineData(False, """{"condition":"has_addon","params":{"key":"no-app"}}""")]
    [InlineData(True, """{"condition":"has_feature","params":{"feature":"checks"}}""")]
    [InlineData(False, """{"condition":"has_feature","params":{"value":"pipes"}}""")]
    [InlineData(True, """{"condition":"flag_is_active","params":{"flag":"beta"}}""")]
    [InlineData(False, """{"condition":"flag_is_active","params":{"flag":"gamma"}}""")]
    [InlineData(False, """{"condition":"meets_access_requirements"}""")]
    public void A_condition_comes_to(ConditionValue expected, string condition) =>
        Assert.Equal(expected, Assert.Single(Page().Evaluate($"[{condition}]")).Value);

    /// <summary>Source: <c>connect.md</c> 4.1 and 4.2. <c>T</c> holds, <c>F</c> does not, <c>X</c> lacks its scope, <c>U</c> asks for what is not there.</summary>
    [Theory]
    [InlineData(True, """{"conditions":[T,T]}""")]
    [InlineData(False, """{"conditions":[T,F],"type":"and"}""")]
    [InlineData(True, """{"conditions":[T,F],"type":"or"}""")]
    [InlineData(True, """{"conditions":[F,T],"type":"OR"}""")]
    [InlineData(False, """{"conditions":[F,T],"type":"AND"}""")]
    [InlineData(True, """{"conditions":[],"type":"and"}""")]
    [InlineData(False, """{"conditions":[],"type":"or"}""")]
    [InlineData(True, """{"or":[F,T]}""")]
    [InlineData(False, """{"and":[F,T]}""")]
    [InlineData(True, """{"and":[F,T],"invert":true}""")]
    [InlineData(True, """{"and":[T,{"or":[F,{"and":[T,T]}]}]}""")]
    [InlineData(False, "U")]
    [InlineData(True, """{"condition":"equals","target":"repository.nothing","params":{"value":"x"},"invert":"TRUE"}""")]
    [InlineData(False, """{"condition":"user_is_logged_in","invert":"true"}""")]
    [InlineData(True, """{"condition":"user_is_logged_in","invert":"false"}""")]
    [InlineData(Closed, "X")]
    [InlineData(Closed, """{"condition":"has_addon","params":{"key":"a"},"invert":true}""")]
    [InlineData(Closed, """{"or":[X,F],"invert":true}""")]
    [InlineData(True, """{"or":[X,T]}""")]
    [InlineData(False, """{"and":[X,F]}""")]
    [InlineData(Closed, """{"and":[X,T]}""")]
    [InlineData(Closed, """{"condition":"equals","target":"user.nickname","params":{"value":"ada"}}""")]
    [InlineData(Closed, """{"condition":"equals","target":"repository.full_name","params":{"value":{"eval":"user.nickname"}},"invert":true}""")]
    [InlineData(Closed, """{"condition":"equals","target":"repository..name","params":{"value":"x"},"invert":true}""")]
    [InlineData(Closed, """{"condition":"equals","target":"repository.name","invert":true}""")]
    [InlineData(Closed, """{"condition":"has_permission","params":{"permission":"owner"},"invert":true}""")]
    [InlineData(Closed, """{"condition":"has_permission","invert":true}""")]
    [InlineData(False, """{"condition":"equals","target":"nobody.knows","params":{"value":"x"}}""")]
    [InlineData(False, """{"condition":"equals","target":"repository.full_name.x","params":{"value":"x"}}""")]
    [InlineData(False, """{"condition":"equals","target":"repository.get(attribute=repository)","params":{"value":"x"}}""")]
    [InlineData(False, """{"condition":"equals","target":"repository.put(attribute='x')","params":{"value":"x"}}""")]
    [InlineData(False, """{"condition":"equals","target":"repository.properties","params":{"value":"x"}}""")]
    public void Shapes_and_what_cannot_be_decided(ConditionValue expected, string condition)
    {
        var written = condition
            .Replace("T,", T + ",", StringComparison.Ordinal).Replace("T]", T + "]", StringComparison.Ordinal)
            .Replace("F,", F + ",", StringComparison.Ordinal).Replace("F]", F + "]", StringComparison.Ordinal)
            .Replace("X,", X + ",", StringComparison.Ordinal);

        var trace = Assert.Single(new ConditionPage { Scopes = "pullrequest" }.Evaluate($"[{(written == "X" ? X : written == "U" ? U : written)}]"));

        Assert.Equal(expected, trace.Value);
        Assert.NotEmpty(trace.Reason);
    }

    /// <summary>The example of the documentation, and what it leaves open. Source: <c>connect.md</c> 4.4.</summary>
    [Theory]
    [Requirement("P46"), Requirement("P47"), Requirement("P48"), Requirement("P49"), Requirement("P50"), Requirement("P51"), Requirement("P52")]
    [InlineData(True, null)]
    [InlineData(True, """{"enabled": true}""")]
    [InlineData(True, """{"enabled": "true"}""")]
    [InlineData(False, """{"enabled": false}""")]
    [InlineData(False, """{"enabled": "yes"}""")]
    [InlineData(False, """{"enabled": 1}""")]
    [InlineData(False, """{"enabled": null}""")]
    [InlineData(False, """{"enabled": {"enabled": true}}""")]
    [InlineData(False, """{"enabled": [true]}""")]
    [InlineData(True, """{}""")]
    [InlineData(True, """{"Enabled": false}""")]
    public void The_documented_example(ConditionValue expected, string? value)
    {
        const string Example = """
            {"type": "or", "conditions": [
              {"condition": "property_exists", "target": "repository.properties", "invert": true,
               "params": {"appKey": {"eval": "app.key"}, "objectName": "myproperty", "propertyKey": "enabled"}},
              {"condition": "equals", "target": "repository.properties.get(attribute=app.key).myproperty.enabled", "params": {"value": "true"}}]}
            """;
        var page = new ConditionPage { Scopes = "repository" }.Property("myproperty", """{"enabled": false}""", app: "another.app");

        var trace = Assert.Single((value is null ? page : page.Property("myproperty", value)).Evaluate($"[{Example}]"));

        Assert.Equal(expected, trace.Value);
        Assert.DoesNotContain("yes", string.Join(' ', trace.Parts.Select(part => part.Reason)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_is_looked_for_on_each_kind_of_object()
    {
        var page = new ConditionPage();
        foreach (var root in (string[])["repository", "user", "pullrequest", "commit"])
            page.Property("cfg", $$"""{"on": "{{root}}"}""", root);

        foreach (var root in (string[])["repository", "user", "pullrequest", "commit"])
        {
            var condition = $$"""{"condition":"equals","target":"{{root}}.properties.get(attribute=app.key).cfg.on","params":{"value":"{{root}}" } }""";
            Assert.Equal(True, Assert.Single(page.Evaluate($"[{condition}]")).Value);
        }
    }

    [Theory]
    [InlineData("""{"condition":"has_addon","params":{"key":"a"}}""", "condition", "needs the scope account")]
    [InlineData("""{"condition":"equals","target":"user.uuid","params":{"value":"a"}}""", "target", "needs the scope account")]
    [InlineData("""{"condition":"equals","target":"repository.","params":{"value":"a"}}""", "target", "expected a name at character 12")]
    [InlineData("""{"condition":"equals","target":"repo.name","params":{"value":"a"}}""", "target", "begins with no known object")]
    [InlineData("""{"condition":"equals","target":"repository.name","params":{"value":{"eval":"1"}}}""", "params", "value: '1' is no expression")]
    [InlineData("""{"condition":"has_file"}""", "params", "needs params.path")]
    public void What_can_never_hold_is_told_at_install(string condition, string member, string text)
    {
        var (_, report) = ConditionPage.Read($"[{condition}]", "repository");

        var warning = Assert.Single(report.Warnings);
        Assert.Equal($"/modules/generalPages/0/conditions/0/{member}", warning.Pointer);
        Assert.Contains(text, warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_facts_of_a_page_are_bounded_and_the_rest_is_closed()
    {
        var many = string.Join(',', Enumerable.Range(0, PageFacts.MostFacts + 1).Select(i => $$"""{"condition":"has_file","params":{"path":"{{i}}" },"invert":true}"""));

        var traces = new ConditionPage().Evaluate($"[{many}]");

        Assert.Equal(True, traces[0].Value);
        Assert.Equal(Closed, traces[^1].Value);
    }

    private const string T = """{"condition":"user_is_logged_in"}""";
    private const string F = """{"condition":"equals","target":"app.key","params":{"value":"x"}}""";
    private const string X = """{"condition":"has_addon","params":{"key":"a"}}""";
    private const string U = """{"condition":"equals","target":"repository.nothing","params":{"value":"x"}}""";

    private static ConditionPage Page() => new ConditionPage().Property("cfg", """{"on": true, "deep": {"x": 2.0}}""");
}
