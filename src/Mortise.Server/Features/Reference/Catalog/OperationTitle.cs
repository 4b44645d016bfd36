namespace Mortise.Server.Features.Reference.Catalog;

/// <summary>Makes a title of method and path: <c>List statuses of a commit</c>.</summary>
internal static class OperationTitle
{
    private static readonly Dictionary<string, string> Acts = new(StringComparer.Ordinal)
    {
        ["approve"] = "Approve",
        ["request-changes"] = "Request changes on",
        ["decline"] = "Decline",
        ["merge"] = "Merge",
        ["resolve"] = "Resolve",
    };

    private static readonly Dictionary<string, string> Undone = new(StringComparer.Ordinal)
    {
        ["approve"] = "Take back the approval of",
        ["request-changes"] = "Take back the request for changes on",
        ["resolve"] = "Reopen",
    };

    public static string Of(string method, string path, bool isPaged)
    {
        var steps = Steps(path);
        if (steps.Count == 0)
            return "See where things begin";

        var (last, isOne) = steps[^1];
        var owner = Owner(steps);
        if ((method == "POST" ? Acts : Undone).TryGetValue(last, out var act) && method is "POST" or "DELETE" && !isOne)
            return $"{act} {owner}";

        var noun = isOne || method == "POST" ? WithArticle(Singular(last)) : Words(last);
        if (path.Contains("/permissions-config/", StringComparison.Ordinal))
            return isOne ? $"{Verb(method, isPaged)} the permission of {noun} on {owner}" : $"{Verb(method, isPaged)} the permissions of {noun} on {owner}";

        if (path.Contains("/permissions/", StringComparison.Ordinal))
            return $"List permissions on {noun}" + (owner.Length == 0 || isOne ? "" : $" of {owner}");

        var place = last is "repositories" or "projects" && owner == "a workspace" ? "in" : "of";
        return $"{Verb(method, isPaged)} {noun}" + (owner.Length == 0 || owner == WithArticle(Singular(last)) ? "" : $" {place} {owner}");
    }

    private static string Verb(string method, bool isPaged) => method switch
    {
        "GET" => isPaged ? "List" : "Get",
        "POST" => "Create",
        "PUT" => "Update",
        _ => "Delete",
    };

    /// <summary>The last thing that the path names before its end, or the caller.</summary>
    private static string Owner(List<(string Name, bool IsOne)> steps)
    {
        for (var at = steps.Count - 2; at >= 0; at--)
        {
            if (steps[at].IsOne)
                return WithArticle(Singular(steps[at].Name));
        }

        return steps[0].Name == "user" && steps.Count > 1 ? "the caller" : "";
    }

    /// <summary>Each literal of the path, and whether a parameter after it names one of them.</summary>
    private static List<(string Name, bool IsOne)> Steps(string path)
    {
        var steps = new List<(string Name, bool IsOne)>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment[0] != '{')
                steps.Add((segment, false));
            else if (segment == "{workspace}" && steps[^1].Name == "repositories")
                steps[^1] = ("workspaces", true);
            else if (segment == "{repo_slug}" && steps[^1].Name == "workspaces")
                steps.Add(("repositories", true));
            else if (steps.Count > 0)
                steps[^1] = (steps[^1].Name, true);
        }

        if (path.EndsWith("/repositories/{workspace}", StringComparison.Ordinal))
            steps.Add(("repositories", false));

        return steps;
    }

    private static string WithArticle(string noun) => noun == "user" ? "a user" : $"{(noun[0] is 'a' or 'e' or 'i' or 'o' ? "an" : "a")} {noun}";

    private static string Words(string name) => name == "pullrequests" ? "pull requests" : name.Replace('-', ' ').Replace('_', ' ');

    private static string Singular(string name)
    {
        var words = Words(name);
        return words switch
        {
            "branches" => "branch",
            "statuses" => "status",
            "addons" => "app",
            "properties" => "property",
            _ when words.EndsWith("ies", StringComparison.Ordinal) => words[..^3] + "y",
            _ when words.EndsWith('s') && !words.EndsWith("ss", StringComparison.Ordinal) => words[..^1],
            _ => words,
        };
    }
}
