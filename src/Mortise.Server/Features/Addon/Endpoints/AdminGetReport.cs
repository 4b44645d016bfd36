using System.Text;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /_/api/apps/{id}/report: how the last install that succeeded went</summary>
internal static class AdminGetReport
{
    public static async Task<IResult> HandleAsync(Guid id, InstallationStore installations, CancellationToken cancellation) =>
        await installations.FindAsync(id, cancellation) is { Report: { } report }
            ? ApiAnswer.Stored(Encoding.UTF8.GetBytes(report))
            : ApiError.NotFound($"There is no report of an installation {id}.");
}
