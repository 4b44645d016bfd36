using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Reference.Pages;

/// <summary>GET /docs/linker-values</summary>
internal sealed class LinkerValuesModel : SitePage
{
}
