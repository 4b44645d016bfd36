using System.Text;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.Source;

/// <summary><c>format=rendered</c>: a <c>rendered</c> object with the file's text and its HTML, made as all HTML of user text is, with linkers.</summary>
/// <remarks>
/// Source: rest.md 20.4, which names the extensions. Markdown is rendered as such; reStructuredText, Textile and plain text as plain text
/// (<c>Differs:</c> there is one way to HTML here, and it reads Markdown).
/// </remarks>
internal sealed class RenderedFile(SourceFinder finder, IWorkspaceLinkers linkers)
{
    /// <summary>Bytes.</summary>
    private const int Most = 1024 * 1024;

    private static readonly string[] Markdown = [".md", ".markdown", ".mkd", ".mkdn", ".mdown"];
    private static readonly string[] Plain = [".text", ".rst", ".textile"];

    public async Task<IResult> RenderAsync(SourceTarget target, CancellationToken cancellation)
    {
        var extension = Path.GetExtension(target.Entry.Path.Name).ToLowerInvariant();
        var isMarkdown = Markdown.Contains(extension, StringComparer.Ordinal);
        if (!target.Entry.HasBlob || !(isMarkdown || Plain.Contains(extension, StringComparer.Ordinal)))
            return ApiError.BadRequest("This cannot be rendered", $"Files with one of the extensions {string.Join(' ', Markdown.Concat(Plain))} are rendered, and nothing else.");

        var blob = await finder.Reader(target.Git).ReadAsync(target.Entry.Id, Most, cancellation);
        if (blob.IsTooLarge)
            return ApiError.BadRequest("This cannot be rendered", $"The file has {blob.Info!.Value.Size} bytes; at most {Most} are rendered.");

        if (blob.Content is not { } content)
            return SourceFinder.NoFile(target.Entry.Path);

        if (content.AsSpan().Contains((byte)0))
            return ApiError.BadRequest("This cannot be rendered", "The file is binary.");

        var set = await linkers.GetAsync(target.Repository.WorkspaceId, cancellation);
        return ApiAnswer.Ok(new MarkupText(Decode(content), set, isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText), MarkupRenderer.Write);
    }

    /// <summary>Whether a file of this name is shown as Markdown.</summary>
    public static bool IsMarkdown(string name) => Markdown.Contains(Path.GetExtension(name).ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>UTF-8, and what is none as Latin-1.</summary>
    public static string Decode(byte[] content) =>
        System.Text.Unicode.Utf8.IsValid(content) ? Encoding.UTF8.GetString(content).TrimStart('\uFEFF') : Encoding.Latin1.GetString(content);
}
