using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /2.0/addon/linkers</summary>
internal static class ListLinkers
{
    public static async Task<IResult> HandleAsync(Caller caller, LinkerRequest request, LinkerJson json, PageAnswers pages, HttpContext context)
    {
        var app = await request.FindAppAsync(caller, context.RequestAborted);
        var linkers = app?.Descriptor.Modules.Linkers ?? [];
        return pages.Of(context, Slice.Of(LinkerQuery.Fields.Apply(context.Api().Query, linkers), PageAnswers.Asked(context)), json.Write);
    }
}

/// <summary>GET /2.0/addon/linkers/{linker_key}</summary>
internal static class GetLinker
{
    public static async Task<IResult> HandleAsync(string linker_key, Caller caller, LinkerRequest request, LinkerJson json, CancellationToken cancellation) =>
        await request.FindAsync(caller, linker_key, cancellation) is { } found
            ? ApiAnswer.Ok(found.Linker, json.Write)
            : LinkerRequest.NotFound(linker_key);
}
