using System.Text;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.CommitStatuses;

/// <summary>The address of a status: a template with variables of the repository and the commit, such as <c>{repository.full_name}</c>.</summary>
/// <remarks>
/// Values are percent-encoded but for slashes. What is no variable stays as it is written. Source: Bitbucket Cloud docs, "Create a build status for a
/// commit", which names <c>repository</c> and <c>commit</c> and shows <c>full_name</c>; the members are those of the condensed objects.
/// </remarks>
internal static class StatusUrl
{
    /// <summary>Characters of a template.</summary>
    public const int MostCharacters = 2000;

    /// <summary>The address with its variables filled in.</summary>
    public static string Expand(string template, Repository repository, string hash)
    {
        var from = template.IndexOf('{', StringComparison.Ordinal);
        if (from < 0)
            return template;

        var url = new StringBuilder(template.Length + 64).Append(template, 0, from);
        while (from < template.Length)
        {
            var end = template.IndexOf('}', from);
            if (end < 0)
                return url.Append(template, from, template.Length - from).ToString();

            var next = template.IndexOf('{', from + 1) is >= 0 and var opening ? opening : template.Length;
            if (next > end && Value(template.AsSpan(from + 1, end - from - 1), repository, hash) is { } value)
                url.Append(Encode(value)).Append(template, end + 1, next - end - 1);
            else
                url.Append(template, from, next - from);

            from = next;
        }

        return url.ToString();
    }

    /// <summary>Why <paramref name="template"/> is not the address of a status; null when it is one.</summary>
    public static string? WhyNot(string template, Repository repository) =>
        Uri.TryCreate(Expand(template, repository, new string('0', 40)), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? null
            : "This is an address that begins with http:// or https://.";

    private static string? Value(ReadOnlySpan<char> name, Repository repository, string hash) => name switch
    {
        "repository.full_name" => repository.FullName,
        "repository.name" => repository.Name,
        "repository.slug" => repository.Slug,
        "repository.uuid" => PublicAddress.Braced(repository.Id),
        "repository.owner.uuid" or "repository.workspace.uuid" => PublicAddress.Braced(repository.WorkspaceId),
        "repository.owner.username" or "repository.workspace.slug" => repository.Workspace.Slug,
        "commit.hash" => hash,
        _ => null,
    };

    private static string Encode(string value) => Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal);
}
