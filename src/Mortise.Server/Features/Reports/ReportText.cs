using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports;

/// <summary>What texts of reports and annotations have in common.</summary>
internal static class ReportText
{
    /// <summary>Characters of a title, a summary, a reporter or an id. Source: Bitbucket Cloud docs, "Code Insights".</summary>
    public const int Longest = 450;

    /// <summary>Characters of details, a path or an address.</summary>
    public const int LongestDetails = 2000;

    /// <summary>An absolute address of http or https; null where there is none.</summary>
    public static string? Address(this BodyMembers members, string name)
    {
        if (members.Text(name, LongestDetails) is not { Length: > 0 } text)
            return null;

        if (!IsAddress(text))
            members.Fault(name, "This is an address that begins with http:// or https://.");

        return text;
    }

    /// <summary>A text that must be there and not blank.</summary>
    public static string Required(this BodyMembers members, string name)
    {
        var text = members.Text(name, Longest);
        if (string.IsNullOrWhiteSpace(text))
            members.Fault(name, "This field is required: a text.");

        return text ?? "";
    }

    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
