using Microsoft.AspNetCore.StaticFiles;

namespace Mortise.Server.Features.Source;

/// <summary>The media type of a file, by the extension of its name and by nothing else (rest.md 8, 20.4).</summary>
internal static class MediaTypes
{
    public const string Unknown = "application/octet-stream";

    private static readonly FileExtensionContentTypeProvider Known = Extended();

    /// <summary>The type without a character set; null where the extension tells nothing.</summary>
    public static string? Find(string name) => Known.TryGetContentType(name, out var type) ? type : null;

    private static FileExtensionContentTypeProvider Extended()
    {
        var provider = new FileExtensionContentTypeProvider();
        foreach (var (extension, type) in new (string, string)[]
        {
            (".md", "text/markdown"), (".markdown", "text/markdown"), (".rst", "text/x-rst"), (".py", "text/x-python"), (".yml", "text/yaml"), (".yaml", "text/yaml"),
            (".cs", "text/plain"), (".go", "text/plain"), (".rs", "text/plain"), (".rb", "text/plain"), (".ts", "text/plain"), (".sh", "text/x-sh"),
            (".toml", "text/plain"), (".ini", "text/plain"), (".diff", "text/x-diff"), (".patch", "text/x-diff"), (".textile", "text/plain"), (".text", "text/plain"),
        })
            provider.Mappings[extension] = type;

        return provider;
    }
}
