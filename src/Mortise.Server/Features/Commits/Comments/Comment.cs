namespace Mortise.Server.Features.Commits.Comments;

/// <summary>What somebody wrote on a commit or a pull request: on all of it, on a file, or on lines of one.</summary>
internal record Comment
{
    /// <summary>Counted over the host.</summary>
    public long Id { get; init; }

    /// <summary>The comment it answers, on the same subject; null: it begins a thread.</summary>
    public long? ParentId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>Markdown; empty once the comment is deleted.</summary>
    public string Content { get; init; } = "";

    /// <summary>A deleted comment is there only while it has replies (rest.md 16.6, D-91).</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The file it is on; null: on the whole subject.</summary>
    public string? Path { get; init; }

    /// <summary>The line in the old file, of several lines the last; from 1.</summary>
    public long? LineFrom { get; init; }

    /// <summary>The line in the new file, of several lines the last; from 1.</summary>
    public long? LineTo { get; init; }

    /// <summary>The first of several lines in the old file.</summary>
    public long? StartFrom { get; init; }

    /// <summary>The first of several lines in the new file.</summary>
    public long? StartTo { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }
}
