using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Mortise.Server.Features.Reference.Catalog;

/// <summary>The doc comments of the program, from the file that the compiler lays beside it; without that file none is found.</summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<string, string> summaries = new(StringComparer.Ordinal);

    private DocComments(XElement? members)
    {
        foreach (var member in members?.Elements("member") ?? [])
        {
            if (member.Attribute("name")?.Value is { } name && member.Element("summary") is { } summary)
                summaries.TryAdd(name.Split('(')[0], Flatten(summary));
        }
    }

    public static DocComments OfProgram()
    {
        var file = Path.Combine(AppContext.BaseDirectory, Assembly.GetExecutingAssembly().GetName().Name + ".xml");
        if (!File.Exists(file))
            return new DocComments(null);

        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return new DocComments(XDocument.Load(reader).Root?.Element("members"));
    }

    /// <summary>What the comment of a handler says for readers: the method's, else its class's, without the address that it begins with.</summary>
    public string? Find(MethodInfo? handler)
    {
        if (handler?.DeclaringType?.FullName is not { } type)
            return null;

        return (summaries.TryGetValue($"M:{type}.{handler.Name}", out var own) ? ForReaders(own) : null)
            ?? (summaries.TryGetValue($"T:{type}", out var shared) ? ForReaders(shared) : null);
    }

    /// <summary>Handlers begin with their addresses; what follows a colon or a semicolon is about what they do.</summary>
    private static string? ForReaders(string summary)
    {
        var text = OwnNotes().Replace(summary, "").Trim();
        if (Address().Match(text) is { Success: true })
        {
            var end = Separator().Match(text);
            text = end.Success ? text[(end.Index + end.Length)..].Trim() : "";
        }

        return text.Length == 0 ? null : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '!' ? "" : ".");
    }

    private static string Flatten(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText plain => plain.Value,
            XElement { Name.LocalName: "see" or "paramref" } link => link.Value.Length > 0 ? link.Value : (link.Attribute("cref") ?? link.Attribute("name"))?.Value.Split('.')[^1] ?? "",
            XElement inner => Flatten(inner),
            _ => "",
        }));
        return Blanks().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"^(GET|PUT|POST|DELETE)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex("[:;] ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\s*\((?:[a-z]+\.md|D-\d)[^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnNotes();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
