using Mortise.Query;
using Mortise.Query.Filtering;
using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.Dashboard;

/// <summary>What people type into a search box, as a query over repositories.</summary>
internal static class RepositorySearch
{
    /// <summary>Characters that are looked at.</summary>
    public const int Longest = 100;

    /// <summary>The orders that a list offers, with what they are called.</summary>
    public static readonly IReadOnlyList<(string Value, string Name)> Orders =
        [("-updated_on", "Recently updated"), ("name", "Name"), ("-created_on", "Newest first"), ("-size", "Largest first")];

    /// <summary>Repositories with the words in name, address or description; of a project, where one is named.</summary>
    /// <param name="text">Blank: all.</param>
    /// <param name="order">What is none of <see cref="Orders"/> counts as the first.</param>
    /// <param name="project">Its key; null: of any.</param>
    public static CollectionQuery Read(string? text, string? order, string? project = null)
    {
        var words = (text ?? "").Trim();
        words = words.Length > Longest ? words[..Longest] : words;
        List<string> conditions = [];
        if (words.Length > 0)
            conditions.Add($"(name ~ {QueryText.Quote(words)} OR full_name ~ {QueryText.Quote(words)} OR description ~ {QueryText.Quote(words)})");
        if (project is not null)
            conditions.Add($"project.key = {QueryText.Quote(project)}");

        var sort = Orders.Any(one => one.Value == order) ? order : Orders[0].Value;
        return CollectionQuery.TryParse(string.Join(" AND ", conditions), sort, RepositoryQuery.Fields, out var query, out _) ? query : CollectionQuery.None;
    }
}
