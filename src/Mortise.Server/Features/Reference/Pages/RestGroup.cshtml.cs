using Microsoft.AspNetCore.Mvc;
using Mortise.Query.Filtering;
using Mortise.Server.Features.Reference.Catalog;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Reference.Pages;

/// <summary>GET /docs/rest/{group}</summary>
internal sealed class RestGroupModel(ReferenceCatalog catalog, PublicAddress address) : SitePage
{
    /// <summary>The group of the address; never null on a page that is shown.</summary>
    public ReferenceGroup Group { get; private set; } = null!;

    public IActionResult OnGet(string group)
    {
        if (catalog.Find(group) is not { } found)
            return NotFound();

        Group = found;
        return Page();
    }

    public string Sample(ReferenceOperation operation) => SampleCall.Of(operation, address.Origin);

    /// <summary>Statuses of fulfilled requests that were seen, or the family of them.</summary>
    public static string Statuses(ReferenceOperation operation)
    {
        var seen = AnswerShapes.Of(operation.Method, operation.Path).Select(answer => answer.Status).ToArray();
        return seen.Length == 0 ? "2XX" : string.Join(", ", seen);
    }

    public static string Kinds(ReferenceOperation operation)
    {
        var named = CredentialKinds.Of(operation.Policy.Takes).Select(kind => kind.Name).ToList();
        if ((operation.Policy.Takes & Credentials.Anonymous) != Credentials.None)
            named.Add("none");

        return string.Join("; ", named);
    }

    public static string Describe(QueryField field) => field.Kind switch
    {
        QueryKind.Choice => string.Join(", ", field.Choices),
        QueryKind.Instant => "date",
        QueryKind.Flag => "true or false",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
