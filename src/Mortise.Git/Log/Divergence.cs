namespace Mortise.Git.Log;

/// <summary>How far two commits have gone apart.</summary>
/// <param name="Ahead">Commits that the one reaches and the other does not.</param>
/// <param name="Behind">Commits that the other reaches and the one does not.</param>
public sealed record Divergence(int Ahead, int Behind);
