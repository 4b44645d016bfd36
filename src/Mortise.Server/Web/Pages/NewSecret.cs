namespace Mortise.Server.Web.Pages;

/// <summary>A secret that was just made and is shown this once.</summary>
/// <param name="What">For example <c>The token “build”</c>.</param>
/// <param name="Next">What to do with it.</param>
public sealed record NewSecret(string What, string Secret, string Next);
