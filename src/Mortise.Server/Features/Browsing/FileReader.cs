using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Features.Source;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing;

/// <summary>How a page shows a file.</summary>
internal enum FileLook
{
    Text,
    Rendered,
    Image,
    Binary,
    TooLarge,
    Link,
    Submodule,
}

/// <summary>A file as a page shows it.</summary>
/// <param name="Look">How.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Text">Of text its lines, of a link its target, of a submodule its commit; rendered it is HTML; else empty.</param>
internal sealed record FileView(FileLook Look, long Size, string Text)
{
    /// <summary>Whether the text can be shown rendered as well.</summary>
    public bool IsMarkdown { get; init; }

    /// <summary>What colours it; empty: nothing does.</summary>
    public string Language { get; init; } = "";

    /// <summary>Whether it can be written back as it was: it is UTF-8.</summary>
    public bool MayEdit { get; init; }

    /// <summary>Whether its lines end in a carriage return as well, which <see cref="Text"/> leaves out.</summary>
    public bool EndsLinesInCrLf { get; init; }

    public int Lines => Text.Length == 0 ? 0 : Text.AsSpan().Count('\n') + (Text.EndsWith('\n') ? 0 : 1);
}

/// <summary>Reads files for pages: small ones whole, of large ones nothing but what they are.</summary>
internal sealed class FileReader(SourceFinder finder, BlobInspector blobs, IWorkspaceLinkers linkers)
{
    /// <summary>Bytes of a text that a page shows and colours.</summary>
    public const int MostText = 512 * 1024;

    /// <summary>Lines of it: each has a number that is a link.</summary>
    public const int MostLines = 20_000;

    private static readonly string[] Images = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp", ".avif"];

    /// <param name="asSource">Whether Markdown is shown as it is written.</param>
    public async Task<FileView> ReadAsync(SourceTarget target, bool asSource, CancellationToken cancellation)
    {
        var (entry, name) = (target.Entry, target.Entry.Path.Name);
        if (entry.Kind == TreeEntryKind.Submodule)
            return new FileView(FileLook.Submodule, ObjectId.HexLength, entry.Id.ToString());

        var blob = await finder.Reader(target.Git).ReadAsync(entry.Id, MostText, cancellation);
        var size = blob.Info?.Size ?? 0;
        if (entry.Kind == TreeEntryKind.Link && blob.Content is { } goal)
            return new FileView(FileLook.Link, size, RenderedFile.Decode(goal));

        if (IsImage(name))
            return new FileView(FileLook.Image, size, "");

        if (blob.Content is not { } content)
            return await IsBinaryAsync(target, cancellation) ? new FileView(FileLook.Binary, size, "") : new FileView(FileLook.TooLarge, size, "");

        if (content.AsSpan(0, Math.Min(content.Length, 8000)).Contains((byte)0))
            return new FileView(FileLook.Binary, size, "");

        var decoded = RenderedFile.Decode(content);
        var text = decoded.Replace("\r\n", "\n", StringComparison.Ordinal);
        var isMarkdown = RenderedFile.IsMarkdown(name);
        if (isMarkdown && !asSource)
            return new FileView(FileLook.Rendered, size, await RenderAsync(target, text, isMarkdown, cancellation)) { IsMarkdown = true, MayEdit = System.Text.Unicode.Utf8.IsValid(content) };

        if (text.AsSpan().Count('\n') > MostLines)
            return new FileView(FileLook.TooLarge, size, "");

        return new FileView(FileLook.Text, size, text)
        {
            IsMarkdown = isMarkdown,
            Language = LanguageOf(name),
            MayEdit = System.Text.Unicode.Utf8.IsValid(content),
            EndsLinesInCrLf = text.Length != decoded.Length,
        };
    }

    /// <summary>The text as HTML, with the workspace's linkers; relative links lead to files beside it.</summary>
    public async Task<string> RenderAsync(SourceTarget target, string text, bool isMarkdown, CancellationToken cancellation)
    {
        var set = await linkers.GetAsync(target.Repository.WorkspaceId, cancellation);
        var (name, commit) = (target.Repository.FullName, target.Commit.Id);
        var beside = target.Entry.IsDirectory ? target.Entry.Path : target.Entry.Path.Parent;
        var places = new MarkupPlaces(RepositoryPaths.Source(name, commit.ToString()), RepositoryPaths.Raw(name, commit, default), beside.IsRoot ? "" : beside.UrlPath + "/");
        return MarkupRenderer.Render(new MarkupText(text, set, isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText) { Places = places });
    }

    public static bool IsImage(string name) => Images.Contains(Path.GetExtension(name).ToLowerInvariant(), StringComparer.Ordinal);

    private async Task<bool> IsBinaryAsync(SourceTarget target, CancellationToken cancellation) =>
        (await blobs.ReadAsync(target.Git, [target.Entry.Id], withContent: true, cancellation)).GetValueOrDefault(target.Entry.Id) is { IsBinary: true };

    /// <summary>The name that the highlighter knows the language by: mostly the extension itself.</summary>
    private static string LanguageOf(string name) => name.ToLowerInvariant() switch
    {
        "makefile" or "gnumakefile" => "makefile",
        "dockerfile" => "bash",
        _ => Path.GetExtension(name).TrimStart('.').ToLowerInvariant() switch
        {
            "cshtml" or "razor" or "csproj" or "props" or "targets" or "xaml" or "svg" => "xml",
            "mjs" or "cjs" => "js",
            "mts" or "cts" => "ts",
            "bash" or "zsh" or "ksh" => "sh",
            "mkd" or "mkdn" or "mdown" => "md",
            var extension => extension,
        },
    };
}
