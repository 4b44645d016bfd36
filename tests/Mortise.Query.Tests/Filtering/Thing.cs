using System.Globalization;
using Mortise.Query.Filtering;

namespace Mortise.Query.Tests.Filtering;

/// <summary>An item with a field of every kind, each of which may be null.</summary>
internal sealed record Thing(int Key)
{
    public static readonly string[] Ranks = ["low", "Middle", "high"];
    public static readonly string[] States = ["OPEN", "MERGED", "it's"];

    /// <summary>Texts in which escapes, cases, wildcards and the order of UTF-16 and UTF-8 matter.</summary>
    public static readonly string[] Texts =
    [
        "", "a", "A", "ab", "aB", "Z", "a%b", "a_b", "a!b", "%", "_", "!", "\\", "\\\"", "\"", "'", "É", "é", "\u212A", "k", "ı", "\uE000x", "😀", "😀x", "x y", "(a)", "null", "1",
    ];

    public static readonly Guid[] Ids = [.. Enumerable.Range(1, 4).Select(at => new Guid(at, 0, 0, [0xAB, 0, 0, 0, 0, 0, 0, (byte)at]))];

    public static readonly DateTimeOffset[] Instants =
    [
        new(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), new(2026, 3, 1, 6, 30, 0, 500, TimeSpan.Zero), new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 3, 1, 6, 30, 0, 500, TimeSpan.Zero).AddMicroseconds(1),
    ];

    public static readonly long[] Numbers = [-2, -1, 0, 1, 2, 999_999_999_999_999_999, -999_999_999_999_999_999];

    public string? Name { get; init; }
    public long? Size { get; init; }
    public DateTimeOffset? Made { get; init; }
    public bool? Open { get; init; }
    public string? Rank { get; init; }
    public string? State { get; init; }
    public Person? Author { get; init; }
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    public sealed record Person(Guid Id, string? Account);

    public sealed record Tag(string? Label, long? Weight);

    public static readonly MemoryFields<Thing> Memory = new MemoryFields<Thing>()
        .Text("name", one => one.Name).Number("size", one => one.Size).Instant("made", one => one.Made).Flag("open", one => one.Open)
        .Ranked("rank", one => one.Rank, Ranks).Choice("state", one => one.State, States)
        .Embed("author", one => one.Author, new MemoryFields<Person>().Id("uuid", who => who.Id).Text("account_id", who => who.Account))
        .Object("author", "author.uuid", "author.account_id")
        .Many("tags", one => one.Tags, new MemoryFields<Tag>().Text("label", tag => tag.Label).Number("weight", tag => tag.Weight))
        .Object("tags", "tags.label");

    public static readonly SqlFields Sql = new SqlFields()
        .Text("name", "t.name").Number("size", "t.size").Instant("made", "t.made").Flag("open", "t.open")
        .Ranked("rank", "t.rank", Ranks).Choice("state", "t.state", States)
        .Embed("author", new SqlFields().Id("uuid", "t.author_id").Text("account_id", "t.author_account"))
        .Object("author", "author.uuid", "author.account_id")
        .Many("tags", "FROM tags g WHERE g.thing = t.id", new SqlFields().Text("label", "g.label").Number("weight", "g.weight"))
        .Object("tags", "tags.label");

    /// <summary>The same forty in every run, so that a case that fails can be repeated.</summary>
    public static IReadOnlyList<Thing> Forty()
    {
        var random = new Random(20260301);
        T? Pick<T>(IReadOnlyList<T> from) => random.Next(5) == 0 ? default : from[random.Next(from.Count)];
        T? PickValue<T>(IReadOnlyList<T> from)
            where T : struct => random.Next(5) == 0 ? null : from[random.Next(from.Count)];
        return
        [
            .. Enumerable.Range(1, 40).Select(key => new Thing(key)
            {
                Name = Pick(Texts),
                Size = PickValue(Numbers),
                Made = PickValue(Instants),
                Open = PickValue([true, false]),
                Rank = Pick(Ranks),
                State = Pick(States),
                Author = PickValue(Ids) is { } id ? new Person(id, Pick(Texts)) : null,
                Tags = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Tag(Pick(Texts), PickValue(Numbers)))],
            }),
        ];
    }

    /// <summary>Every value of a field, as it is; none where the thing has none.</summary>
    public IReadOnlyList<object> Values(string field)
    {
        object?[] all = field switch
        {
            "name" => [Name],
            "size" => [Size],
            "made" => [Made],
            "open" => [Open],
            "rank" => [Rank],
            "state" => [State],
            "author.uuid" => [Author?.Id],
            "author.account_id" => [Author?.Account],
            "tags" or "tags.label" => [.. Tags.Select(tag => (object?)tag.Label)],
            "tags.weight" => [.. Tags.Select(tag => (object?)tag.Weight)],
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "no field"),
        };
        return [.. all.OfType<object>()];
    }

    public static string Literal(object value) => value switch
    {
        string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        DateTimeOffset instant => instant.ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
        Guid id => $"\"{id.ToString("B").ToUpperInvariant()}\"",
        bool flag => flag ? "true" : "FALSE",
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
