namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>What the search form of a list of repositories shows.</summary>
/// <param name="Action">The page it asks.</param>
/// <param name="Label">Of the field.</param>
/// <param name="Text">What was asked for.</param>
/// <param name="Order">One of <see cref="RepositorySearch.Orders"/>; null: the first.</param>
internal sealed record RepositoryFilterForm(string Action, string Label, string? Text, string? Order);
