using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Mortise.Server.Features.Admin.Seeds;

/// <summary>A seed file that cannot be taken: the file, the line and what is wrong there.</summary>
internal sealed class SeedException(string file, long line, string problem) : Exception($"{file}:{line}: {problem}");

/// <summary>A mapping of a seed file. Members are asked for by name; one that nobody asked for is a fault, since it would be silently dead.</summary>
internal sealed class SeedNode
{
    private readonly string file;
    private readonly YamlMappingNode node;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private SeedNode(string file, YamlMappingNode node) => (this.file, this.node) = (file, node);

    public static SeedNode Of(string file, YamlNode node) =>
        node is YamlMappingNode mapping ? new(file, mapping) : throw new SeedException(file, node.Start.Line, "This must be a mapping of names to values.");

    /// <summary>Null when absent or empty.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode { Value: var text } => text is "" or "~" or "null" ? null : text,
        var other => throw Fault(other, $"'{name}' must be a single value."),
    };

    public string RequiredText(string name) => Text(name) ?? throw Fault($"'{name}' is missing.");

    public bool Flag(string name, bool unlessTold) => Text(name) switch
    {
        null => unlessTold,
        "true" => true,
        "false" => false,
        var other => throw Fault(name, $"'{other}' is neither true nor false."),
    };

    public Guid? Id() => Text("id") switch
    {
        null => null,
        var text when Guid.TryParse(text, out var id) => id,
        var text => throw Fault("id", $"'{text}' is not a UUID."),
    };

    public DateTimeOffset? Instant(string name) => Text(name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) => instant,
        var text => throw Fault(name, $"'{text}' is not a time such as 2026-01-31T12:00:00Z."),
    };

    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(item => (item as YamlScalarNode)?.Value ?? throw Fault(item, $"'{name}' must list single values."))];

    /// <summary>The mappings of a list; each is checked for members that nobody asked for.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<SeedNode, T> read) => [.. Items(name).Select(item => Read(Of(file, item), read))];

    /// <summary>The names of a mapping with their texts, in order; null for a value that is null.</summary>
    public IReadOnlyList<(string Name, string? Text)> Pairs(string name)
    {
        if (Find(name) is not { } found)
            return [];

        var mapping = Of(file, found);
        return [.. mapping.node.Children.Keys.Select(key => mapping.NameOf(key)).Select(key => (key, mapping.Text(key)))];
    }

    /// <summary>Reads this mapping, and then finds what was not read.</summary>
    public static T Read<T>(SeedNode node, Func<SeedNode, T> read)
    {
        var value = read(node);
        foreach (var key in node.node.Children.Keys)
        {
            if (!node.asked.Contains(node.NameOf(key)))
                throw node.Fault(key, $"There is no member '{key}' here; known are {string.Join(", ", node.asked)}.");
        }

        return value;
    }

    /// <summary>A fault at the member <paramref name="name"/>, or here when it is absent.</summary>
    public SeedException Fault(string name, string problem) => Fault(Find(name) ?? node, problem);

    /// <summary>A fault of the mapping as a whole.</summary>
    public SeedException Fault(string problem) => Fault(node, problem);

    private SeedException Fault(YamlNode at, string problem) => new(file, at.Start.Line, problem);

    private IEnumerable<YamlNode> Items(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        YamlScalarNode { Value: null or "" } => [],
        var other => throw Fault(other, $"'{name}' must be a list."),
    };

    private YamlNode? Find(string name)
    {
        asked.Add(name);
        return node.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;
    }

    private string NameOf(YamlNode key) => (key as YamlScalarNode)?.Value ?? throw Fault(key, "A name must be a single value.");

    /// <summary>What a parser of ours says of a member's text, with its place.</summary>
    [return: NotNull]
    public T Checked<T>(string member, bool sound, T value, string? problem) => sound ? value! : throw Fault(member, problem ?? "This value cannot be taken.");
}
