using Mortise.Query.Fields;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Webhooks.Endpoints;

/// <summary>GET /2.0/hook_events and /2.0/hook_events/{subject_type}: for everybody.</summary>
internal static class HookEvents
{
    private static readonly string[] Subjects = ["repository", "workspace"];

    public static IResult ListSubjects(PublicAddress address) => ApiAnswer.Ok(address, static (o, address) =>
    {
        foreach (var subject in Subjects)
        {
            o.Object(subject, $"{address.Api}/hook_events/{subject}", static (kind, events) =>
                kind.Object("links", events, static (links, href) => links.Link("events", href)));
        }
    });

    public static IResult List(string subject_type, PageAnswers pages, HttpContext context)
    {
        if (!Subjects.Contains(subject_type, StringComparer.Ordinal))
            return ApiError.NotFound($"'{subject_type}' has no events: {string.Join(" and ", Subjects)} have.");

        var events = WebhookEvent.All.Where(one => one.OfRepositories || subject_type == "workspace").ToList();
        var page = PageAnswers.Asked(context);
        return pages.Of(context, new Slice<WebhookEvent>([.. events.Skip((int)Math.Min(page.Offset, int.MaxValue)).Take(page.PageLen)], events.Count), Write);
    }

    private static void Write(ObjectWriter o, WebhookEvent one)
    {
        o.Write("event", one.Key);
        o.Write("category", one.Category);
        o.Write("label", one.Label);
        o.Write("description", one.Description);
    }
}
