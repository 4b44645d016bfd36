using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>What a browser is shown at an address that nothing answers (<see cref="LostPages"/>).</summary>
internal sealed class LostModel : SitePage
{
    public IActionResult OnGet() => NothingHere();
}
