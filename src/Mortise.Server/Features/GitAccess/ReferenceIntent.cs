using System.Text;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Server.Features.GitAccess;

/// <summary>A change of references that is about to happen, kept until it is settled.</summary>
internal sealed record ReferenceIntent
{
    public const string Push = "push";

    /// <summary>A branch or tag made or deleted through the API.</summary>
    public const string Refs = "refs";

    /// <summary>A commit made of uploaded files.</summary>
    public const string Source = "source";

    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    public required Guid RepositoryId { get; init; }

    /// <summary>A person or an access token; null when the host itself acts.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>What brought the change, such as <see cref="Push"/>.</summary>
    public required string Cause { get; init; }

    public required IReadOnlyList<ReferenceChange> Changes { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>The changes as the table keeps them: a line each, <c>old new mark name</c>.</summary>
    public static string Write(IEnumerable<ReferenceChange> changes)
    {
        var text = new StringBuilder();
        foreach (var change in changes)
        {
            var mark = change.Moved switch { null => '?', true => '+', false => '-' };
            text.Append($"{change.Update.Old} {change.Update.New} {mark} {change.Update.Name}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<ReferenceChange> Read(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReadLine)];

    private static ReferenceChange ReadLine(string line)
    {
        var parts = line.Split(' ', 4);
        var update = new RefUpdate(RefName.Parse(parts[3]), ObjectId.Parse(parts[0]), ObjectId.Parse(parts[1]));
        return new ReferenceChange(update, parts[2] switch { "+" => true, "-" => false, _ => null });
    }
}

/// <summary>One reference of an intent.</summary>
/// <param name="Moved">Whether it took effect, where a later change of the same reference has seen; null: nobody has.</param>
internal readonly record struct ReferenceChange(RefUpdate Update, bool? Moved);
