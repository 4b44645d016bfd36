namespace Mortise.Server.Platform.Http;

/// <summary>What the reference says about an operation beyond what its route, policy and doc comment say.</summary>
/// <param name="Title">For example <c>Delete all values of a linker</c>; null: made of method and path.</param>
/// <param name="Text">Markdown is not read; null: the doc comment of the handler.</param>
/// <param name="Body">A request body that works, for the sample; null: none is known.</param>
/// <param name="ByApp">Whether the sample is the call of an app: others are refused, though the policy takes them.</param>
internal sealed record RouteDescription(string? Title, string? Text, string? Body, bool ByApp);

/// <summary>How a feature says so, in its list of routes.</summary>
internal static class RouteDescriptionDeclaration
{
    public static RouteHandlerBuilder Describes(this RouteHandlerBuilder route, string? title = null, string? text = null, string? body = null, bool byApp = false) =>
        route.WithMetadata(new RouteDescription(title, text, body, byApp));
}

/// <summary>Marks a route that an app answers: what comes of it is not for this host's reference to say.</summary>
internal sealed record AnsweredByApp
{
    public static AnsweredByApp Instance { get; } = new();
}
