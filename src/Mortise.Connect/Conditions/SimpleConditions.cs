using System.Text.Json;
using Mortise.Connect.Contexts;

namespace Mortise.Connect.Conditions;

/// <summary>The catalogue: each name of a simple condition with what makes it true.</summary>
/// <remarks>Source: <c>connect.md</c> 4.3: the documented names and scopes; names of parameters and defaults of targets are partly ours.</remarks>
internal sealed class SimpleConditions(ExpressionValues values)
{
    private static readonly string[] RepositoryLevels = ["read", "write", "admin"];
    private static readonly string[] AccountLevels = ["collaborator", "member", "admin", "owner"];

    /// <summary>What a condition without a target is about: the first of these that the page has.</summary>
    public static string[] DefaultTargets(string condition) => condition switch
    {
        "property_exists" or "has_permission" or "has_issue_permission" or "scm" or "is_repo_private" => [ContextRoots.Repository],
        "has_account_permission" => [ContextRoots.TargetUser, ContextRoots.Principal],
        "has_workspace_permission" => [ContextRoots.Workspace],
        "has_file" => [ContextRoots.Commit, ContextRoots.Branch, ContextRoots.Repository],
        "is_binary" => [ContextRoots.File],
        "user_has_premium" => [ContextRoots.User, ContextRoots.Principal],
        "has_addon" => [ContextRoots.Principal],
        _ => [],
    };

    /// <summary>The value before <c>invert</c>, and why.</summary>
    public (ConditionValue Value, string Reason) Evaluate(SimpleCondition condition)
    {
        if (ConditionNames.ScopeOf(condition.Name) is { } scope && values.Lacks(scope) is { } lacking)
            return (ConditionValue.Closed, lacking.Reason);

        return condition.Name switch
        {
            "equals" => Equal(condition),
            "contains" => Contain(condition),
            "property_exists" => PropertyExists(condition),
            "has_permission" => OnTarget(condition, target => HasPermission(condition, target)),
            "has_issue_permission" => OnTarget(condition, target => HasIssuePermission(condition, target)),
            "has_account_permission" => OnTarget(condition, target => HasRole(condition, target)),
            "has_workspace_permission" => OnTarget(condition, target => HasRole(condition, target)),
            "has_file" => OnTarget(condition, target => HasFile(condition, target)),
            "scm" => OnTarget(condition, target => HasMember(condition, target, "scm")),
            "is_repo_private" => OnTarget(condition, IsPrivate, asksScope: false),
            "is_binary" => OnTarget(condition, IsBinary, asksScope: false),
            "user_is_logged_in" => Is(values.Facts.IsSignedIn, "the viewer is signed in", "the viewer is not signed in"),
            "user_has_premium" => OnTarget(condition, _ => Trait(values.Facts.Traits.HasPremium)),
            "has_addon" => OnTarget(condition, target => HasApp(condition, target)),
            "has_feature" => Named(condition, "feature", values.Facts.Traits.Features),
            "flag_is_active" => Named(condition, "flag", values.Facts.Traits.Flags),
            "meets_access_requirements" => Trait(values.Facts.Traits.MeetsAccessRequirements),
            _ => (ConditionValue.Closed, $"'{condition.Name}' is no condition"),
        };
    }

    private (ConditionValue, string) Equal(SimpleCondition condition)
    {
        var (target, value) = (Target(condition), Parameter(condition, "value"));
        if (Unusable(target, value) is { } problem)
            return problem;

        return target is ExpressionValue.Json { Element: var left } && value is ExpressionValue.Json { Element: var right } && AreEqual(left, right)
            ? (ConditionValue.True, "the target is equal to the value")
            : (ConditionValue.False, target is ExpressionValue.Json { IsKept: false, Element: var json } ? $"the target is {Shown(json)}" : "the target is something else");
    }

    private (ConditionValue, string) Contain(SimpleCondition condition)
    {
        var (target, value) = (Target(condition), Parameter(condition, "value"));
        if (Unusable(target, value) is { } problem)
            return problem;

        var wanted = value is ExpressionValue.Json { Element: var json } ? json : default;
        if (target is ExpressionValue.AppProperties kept)
            return HasName(kept.Root, kept.AppKey, names => ScalarText.Of(wanted) is { } name && names.Contains(name, StringComparer.Ordinal));

        if (target is ExpressionValue.Properties all && ScalarText.Of(wanted) is { } key)
            return HasName(all.Root, key, names => names.Any());

        var contains = target switch
        {
            ExpressionValue.Json { Element: { ValueKind: JsonValueKind.Array } list } => list.EnumerateArray().Any(item => AreEqual(item, wanted)),
            ExpressionValue.Json { Element: { ValueKind: JsonValueKind.Object } map } => ScalarText.Of(wanted) is { } name && map.TryGetProperty(name, out _),
            ExpressionValue.Json { Element: { ValueKind: JsonValueKind.String } text } =>
                ScalarText.Of(wanted) is { } part && text.GetString()!.Contains(part, StringComparison.Ordinal),
            _ => false,
        };
        return Is(contains, "the target contains the value", "the target does not contain the value");
    }

    private (ConditionValue, string) PropertyExists(SimpleCondition condition)
    {
        var target = condition.Target is null ? values.Follow("repository.properties") : values.Follow(condition.Target);
        if (Unusable(target) is { } noTarget)
            return noTarget;

        // Without an app key the app means itself; that is what it nearly always asks.
        var appKey = Has(condition, "appKey") ? Text(Parameter(condition, "appKey")) : (values.App.Key, null);
        var name = Text(Parameter(condition, "objectName"));
        if ((appKey.Problem ?? name.Problem) is { } problem)
            return problem;

        var root = target switch
        {
            ExpressionValue.Properties { Root: var of } => of,
            ExpressionValue.Json { Root: { } whole } => whole,
            _ => null,
        };
        if (root is null)
            return (ConditionValue.False, "the target carries no properties");

        var property = values.Property(root, appKey.Text!, name.Text!);
        if (Unusable(property) is { } notThere)
            return notThere;

        if (!Has(condition, "propertyKey"))
            return (ConditionValue.True, "the property is set");

        var (member, unsound) = Text(Parameter(condition, "propertyKey"));
        if (unsound is not null)
            return unsound.Value;

        var exists = property is ExpressionValue.Json { Element: { ValueKind: JsonValueKind.Object } json } && json.TryGetProperty(member!, out _);
        return Is(exists, "the property has the member", "the property is set without the member");
    }

    private (ConditionValue, string) HasPermission(SimpleCondition condition, ExpressionValue.Json target) =>
        IdOf(target) is { } id
            ? AtLeast(condition, RepositoryLevels, new Fact.OnRepository(id))
            : (ConditionValue.False, "the target is no repository");

    private (ConditionValue, string) HasIssuePermission(SimpleCondition condition, ExpressionValue.Json target) =>
        target.Element.ValueKind == JsonValueKind.Object && target.Element.TryGetProperty("has_issues", out var has) && has.ValueKind == JsonValueKind.True
            ? HasPermission(condition, target)
            : (ConditionValue.False, "the repository has no issue tracker");

    private (ConditionValue, string) HasRole(SimpleCondition condition, ExpressionValue.Json target) =>
        IdOf(target) is { } id
            ? AtLeast(condition, AccountLevels, new Fact.OnAccount(id))
            : (ConditionValue.False, "the target is no account");

    private (ConditionValue, string) HasFile(SimpleCondition condition, ExpressionValue.Json target)
    {
        var (path, problem) = Text(Parameter(condition, "path", "value"));
        if (problem is not null)
            return problem.Value;

        return target.Root is ContextRoots.Repository or ContextRoots.Commit or ContextRoots.Branch
            ? Known(new Fact.HasFile(target.Root, path!.TrimStart('/')), "the file is there", "there is no such file")
            : (ConditionValue.False, "the target is neither repository, commit nor branch");
    }

    private (ConditionValue, string) HasMember(SimpleCondition condition, ExpressionValue.Json target, string member)
    {
        var (wanted, problem) = Text(Parameter(condition, "value", member));
        if (problem is not null)
            return problem.Value;

        var found = target.Element.ValueKind == JsonValueKind.Object && target.Element.TryGetProperty(member, out var json) ? ScalarText.Of(json) : null;
        return Is(found == wanted, $"{member} is {found}", $"{member} is {found ?? "not known"}");
    }

    private static (ConditionValue, string) IsPrivate(ExpressionValue.Json target)
    {
        var isPrivate = target.Element.ValueKind == JsonValueKind.Object && target.Element.TryGetProperty("is_private", out var json) && json.ValueKind == JsonValueKind.True;
        return Is(isPrivate, "the repository is private", "the repository is not private");
    }

    private (ConditionValue, string) IsBinary(ExpressionValue.Json target) => target.Root == ContextRoots.File
        ? Known(new Fact.IsBinary(), "the file is binary", "the file is text")
        : (ConditionValue.False, "the target is not the page's file");

    private (ConditionValue, string) HasApp(SimpleCondition condition, ExpressionValue.Json target)
    {
        var (key, problem) = Text(Parameter(condition, "key", "value"));
        if (problem is not null)
            return problem.Value;

        return IdOf(target) is { } id
            ? Known(new Fact.InstalledApp(id, key!), "the app is installed", "the app is not installed")
            : (ConditionValue.False, "the target is no account");
    }

    private (ConditionValue, string) Named(SimpleCondition condition, string parameter, IReadOnlySet<string> names)
    {
        var (name, problem) = Text(Parameter(condition, parameter, "value"));
        return problem ?? Is(names.Contains(name!), $"this host has that {parameter}", $"this host has no such {parameter}");
    }

    private static (ConditionValue, string) Trait(bool holds) => Is(holds, "it holds on this host", "it does not hold on this host");

    /// <summary>Evaluates on the target, else on the first of the objects that the page has.</summary>
    private (ConditionValue, string) OnTarget(
        SimpleCondition condition, Func<ExpressionValue.Json, (ConditionValue, string)> evaluate, bool asksScope = true)
    {
        var defaults = DefaultTargets(condition.Name);
        var target = condition.Target is { } text
            ? values.Follow(text, asksScope)
            : values.Root(Array.Find(defaults, values.Facts.Objects.ContainsKey) ?? defaults[^1]);
        return Unusable(target) ?? (target is ExpressionValue.Json json ? evaluate(json) : (ConditionValue.False, "the target is of another kind"));
    }

    private (ConditionValue, string) AtLeast(SimpleCondition condition, string[] levels, Fact fact)
    {
        var (wanted, problem) = Text(Parameter(condition, "permission", "value"));
        if (problem is not null)
            return problem.Value;

        var needed = Array.IndexOf(levels, wanted);
        if (needed < 0)
            return (ConditionValue.Closed, $"params.permission is none of {string.Join(", ", levels)}");

        if (!values.Facts.TryFind(fact, out var found))
            return NotLookedUp;

        var holds = found is { ValueKind: JsonValueKind.String } json ? json.GetString() : null;
        return Is(Array.IndexOf(levels, holds) >= needed, $"the viewer has {holds}", $"the viewer has {holds ?? "no permission"}, not {wanted}");
    }

    private (ConditionValue, string) Known(Fact fact, string yes, string no) =>
        values.Facts.TryFind(fact, out var found) ? Is(found is { ValueKind: JsonValueKind.True }, yes, no) : NotLookedUp;

    private (ConditionValue, string) HasName(string root, string appKey, Func<IEnumerable<string>, bool> has)
    {
        if (!values.Facts.TryFind(new Fact.PropertyNames(root, appKey, appKey == values.App.Key), out var names))
            return NotLookedUp;

        var texts = names is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(name => name.GetString()!) : [];
        return Is(has(texts), "there is such a property", "there is no such property");
    }

    private ExpressionValue Target(SimpleCondition condition) =>
        condition.Target is { } text ? values.Follow(text) : new ExpressionValue.Closed("a target is missing");

    /// <summary>A parameter: a literal, or what its <c>eval</c> leads to.</summary>
    private ExpressionValue Parameter(SimpleCondition condition, string name, string? alias = null)
    {
        if (!TryFindParameter(condition, name, out var json) && (alias is null || !TryFindParameter(condition, alias, out json)))
            return new ExpressionValue.Closed($"params.{name} is missing");

        return ConditionParameters.IsEval(json, out var expression) ? values.Follow(expression) : new ExpressionValue.Json(json);
    }

    private static bool Has(SimpleCondition condition, string name) => TryFindParameter(condition, name, out _);

    private static bool TryFindParameter(SimpleCondition condition, string name, out JsonElement json)
    {
        json = default;
        return condition.Params is { } all && all.TryGetProperty(name, out json);
    }

    /// <summary>The text of a parameter that must be one, or what a condition with it comes to.</summary>
    private static (string? Text, (ConditionValue, string)? Problem) Text(ExpressionValue value)
    {
        if (Unusable(value) is { } problem)
            return (null, problem);

        return value is ExpressionValue.Json { Element: var json } && ScalarText.Of(json) is { } text
            ? (text, null)
            : (null, (ConditionValue.Closed, "a parameter that should be a text is none"));
    }

    private static (ConditionValue, string)? Unusable(ExpressionValue value) => value switch
    {
        ExpressionValue.Undefined { Reason: var reason } => (ConditionValue.False, reason),
        ExpressionValue.Closed { Reason: var reason } => (ConditionValue.Closed, reason),
        _ => null,
    };

    /// <summary>What is unsound outweighs what is not there, which turned round would hold.</summary>
    private static (ConditionValue, string)? Unusable(ExpressionValue target, ExpressionValue value) =>
        value is ExpressionValue.Closed ? Unusable(value) : Unusable(target) ?? Unusable(value);

    private static Guid? IdOf(ExpressionValue.Json target) =>
        target.Element.ValueKind == JsonValueKind.Object && target.Element.TryGetProperty("uuid", out var json) && json.ValueKind == JsonValueKind.String
            && Guid.TryParse(json.GetString(), out var id) ? id : null;

    /// <summary>Scalars by their text; objects and arrays only with their like, member by member.</summary>
    private static bool AreEqual(JsonElement left, JsonElement right) => (ScalarText.Of(left), ScalarText.Of(right)) switch
    {
        (null, null) => left.ValueKind == right.ValueKind && JsonElement.DeepEquals(left, right),
        (null, _) or (_, null) => false,
        var (one, other) => one == other,
    };

    private static string Shown(JsonElement json) => ScalarText.Of(json) is { } text ? $"'{ExpressionValues.Shortened(text)}'" : "an object or array";

    private static (ConditionValue, string) Is(bool holds, string yes, string no) => holds ? (ConditionValue.True, yes) : (ConditionValue.False, no);

    private static readonly (ConditionValue, string) NotLookedUp = (ConditionValue.Closed, "it was not looked up");
}
