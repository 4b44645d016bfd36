namespace Mortise.Query;

/// <summary>Why a query is refused, for a 400.</summary>
/// <param name="Message"><c>Invalid query</c> or <c>Invalid sort</c>.</param>
/// <param name="Detail">Where it stops being one, counted in characters from 1, and what was expected there.</param>
public sealed record QueryProblem(string Message, string Detail);
