using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.Commits.Diffs;

/// <summary>Two commits that a <c>spec</c> names, or one.</summary>
/// <param name="Git">Sees the objects of both sides.</param>
/// <param name="Source">The one with the changes, in its repository.</param>
/// <param name="Destination">What it is compared with; null: a commit alone.</param>
internal sealed record Comparison(GitRepository Git, ComparedCommit Source, ComparedCommit? Destination);

internal sealed record ComparedCommit(Repository Repository, ObjectId Id);
