namespace Mortise.Requirements;

/// <summary>One row of <c>docs/requirements.md</c>.</summary>
/// <param name="Id">A letter for the founding page and a number, for example <c>P8</c>.</param>
/// <param name="DeliveredBy">The part of the product that brings it.</param>
/// <param name="IsDelivered">A passing test must carry it; otherwise it is open.</param>
internal sealed record Requirement(string Id, string DeliveredBy, bool IsDelivered);
