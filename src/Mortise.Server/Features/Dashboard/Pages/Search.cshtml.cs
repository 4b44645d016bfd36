using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>GET /search: the repositories that the visitor sees, by words in name and description.</summary>
internal sealed class SearchModel(RepositoryStore repositories) : SitePage
{
    private const int OnAPage = 25;

    public string? Text { get; private set; }

    public string? Order { get; private set; }

    public IReadOnlyList<Repository> Repositories { get; private set; } = [];

    public long Size { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        (Text, Order) = (Request.Query["q"], Request.Query["sort"]);
        var page = Pager.Asked(Request, OnAPage);
        var slice = await repositories.ListAsync(
            new RepositoryFilter(), RepositorySearch.Read(Text, Order), HttpContext.Api().Caller, page, HttpContext.RequestAborted);
        (Repositories, Size, Pager) = (slice.Items, slice.Size, Pager.Of(Request, page, slice));
        return Page();
    }
}
