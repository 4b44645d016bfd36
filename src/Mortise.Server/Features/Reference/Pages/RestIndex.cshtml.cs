using Mortise.Server.Features.Reference.Catalog;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Reference.Pages;

/// <summary>GET /docs/rest</summary>
internal sealed class RestIndexModel(ReferenceCatalog catalog) : SitePage
{
    public IReadOnlyList<ReferenceGroup> Groups => catalog.Groups;
}
