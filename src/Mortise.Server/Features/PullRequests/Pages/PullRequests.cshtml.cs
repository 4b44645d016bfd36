using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Query.Filtering;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/pull-requests: by state, author, reviewer and words.</summary>
internal sealed class PullRequestsModel(PullRequestSources sources, AccountStore accounts) : RepositoryPage(sources.Repositories)
{
    /// <summary>Characters that are looked at.</summary>
    public const int LongestText = 100;

    private const int OnAPage = 25;

    public override string Section => "pull-requests";

    /// <summary>One of <see cref="PullRequest.States"/>; empty: all.</summary>
    public string State { get; private set; } = PullRequest.Open;

    public string? Text { get; private set; }

    /// <summary>Null: anybody.</summary>
    public Guid? Author { get; private set; }

    /// <summary>Null: anybody.</summary>
    public Guid? Reviewer { get; private set; }

    /// <summary>Those that the lists of the form offer.</summary>
    public IReadOnlyList<Account> Authors { get; private set; } = [];

    /// <inheritdoc cref="Authors"/>
    public IReadOnlyList<Account> Reviewers { get; private set; } = [];

    public IReadOnlyList<PullRequestView> Requests { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Text) || Author is not null || Reviewer is not null;

    public string Here => $"/{Repository.FullName}/pull-requests/";

    /// <summary>The address of another state with the same filters.</summary>
    public string To(string state) =>
        $"{Here}?state={state}{Part("q", Text)}{Part("author", Author?.ToString("D"))}{Part("reviewer", Reviewer?.ToString("D"))}";

    public async Task<IActionResult> OnGetAsync()
    {
        var (caller, cancellation) = (HttpContext.Api().Caller, HttpContext.RequestAborted);
        ReadFilters();
        var (authors, reviewers) = await sources.Store.ListPeopleAsync(Repository.WorkspaceId, Repository.Id, cancellation);
        var people = await accounts.ListAsync(authors.Concat(reviewers), cancellation);
        (Authors, Reviewers) = (Named(authors, people), Named(reviewers, people));

        var page = Pager.Asked(Request, OnAPage);
        var filter = new PullRequestFilter(State.Length > 0 ? [State] : [], RepositoryId: Repository.Id, AuthorId: Author) { ReviewerId = Reviewer };
        var slice = await sources.Store.ListAsync(filter, ReadQuery(), caller, page, cancellation);
        Requests = await sources.Answers.ViewsAsync(slice.Items, Repository, null, isAlone: true, caller, cancellation);
        Pager = Pager.Of(Request, page, slice);
        return Page();
    }

    private void ReadFilters()
    {
        string? state = Request.Query["state"];
        State = string.Equals(state, "all", StringComparison.OrdinalIgnoreCase)
            ? ""
            : PullRequest.States.FirstOrDefault(one => one.Equals(state, StringComparison.OrdinalIgnoreCase)) ?? PullRequest.Open;
        Text = ((string?)Request.Query["q"])?.Trim() is { } text ? text[..Math.Min(text.Length, LongestText)] : null;
        Author = PersonOf("author");
        Reviewer = PersonOf("reviewer");
    }

    private CollectionQuery ReadQuery()
    {
        if (string.IsNullOrWhiteSpace(Text))
            return CollectionQuery.None;

        var words = QueryText.Quote(Text);
        var condition = $"title ~ {words} OR description ~ {words} OR source.branch.name ~ {words} OR destination.branch.name ~ {words}"
            + (long.TryParse(Text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? $" OR id = {number}" : "");
        return CollectionQuery.TryParse(condition, null, PullRequestQuery.Fields, out var query, out _) ? query : CollectionQuery.None;
    }

    private Guid? PersonOf(string name) => (string?)Request.Query[name] switch
    {
        "me" => Visitor?.Id,
        var text when Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) => id,
        _ => null,
    };

    private static string Part(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static Account[] Named(IReadOnlyList<Guid> ids, IReadOnlyDictionary<Guid, Account> people) =>
        [.. ids.Select(people.GetValueOrDefault).OfType<Account>().OrderBy(static account => account.DisplayName, StringComparer.CurrentCultureIgnoreCase)];
}
