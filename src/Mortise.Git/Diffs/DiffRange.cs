using Mortise.Git.Objects;

namespace Mortise.Git.Diffs;

/// <summary>What is compared.</summary>
/// <param name="Old">The commit or tree before; null: nothing at all, so that every file is added.</param>
/// <param name="New">The commit or tree after.</param>
public readonly record struct DiffRange(ObjectId? Old, ObjectId New)
{
    /// <summary>git knows this id of the tree without entries whether or not a repository holds it.</summary>
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    internal IReadOnlyList<string> Revisions => [Old?.ToString() ?? EmptyTree, New.ToString()];
}

/// <summary>How it is compared.</summary>
public sealed record DiffOptions
{
    /// <summary>Lines around a change that <see cref="Context"/> asks for at most.</summary>
    public const int MaxContext = 100_000;

    /// <summary>Unchanged lines around each change, 0 to <see cref="MaxContext"/>.</summary>
    public int Context { get; init; } = 3;

    /// <summary>Only these files, and what is below these directories; taken literally. Empty: everything.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public bool IgnoresWhitespace { get; init; }

    /// <summary>Whether a diff tells of binary files that they differ, or leaves them out.</summary>
    public bool ShowsBinary { get; init; } = true;

    /// <summary>Whether a file that was moved is one change, or one file removed and another added.</summary>
    public bool FindsRenames { get; init; } = true;
}
