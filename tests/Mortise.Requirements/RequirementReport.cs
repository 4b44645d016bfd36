namespace Mortise.Requirements;

/// <summary>The page and the tests compared: what contradicts, and what is still open.</summary>
/// <param name="Problems">A line for each contradiction; none when all is well.</param>
/// <param name="Open">A line for each part of the product that has open rows: <c>open: A1-A5 P5 (core of the REST API)</c>.</param>
internal sealed record RequirementReport(IReadOnlyList<string> Problems, IReadOnlyList<string> Open)
{
    public static RequirementReport Of(RequirementTable table, TestEvidence evidence)
    {
        var problems = new List<string>(table.Faults);
        foreach (var row in table.Rows.Where(row => row.IsDelivered))
        {
            var carriers = evidence.CarriersOf(row.Id);
            if (carriers.Count == 0)
                problems.Add($"{row.Id}: is marked delivered, but no test carries it");
            else if (!carriers.Any(carrier => carrier.Result == "Pass"))
                problems.Add($"{row.Id}: is marked delivered, but none of its tests passed: {carriers[0].Test} ({carriers[0].Result})");
        }

        var known = table.Rows.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in evidence.Ids.Where(id => !known.Contains(id)).Order(StringComparer.Ordinal))
            problems.Add($"{id}: is not a row of the table, but {evidence.CarriersOf(id)[0].Test} names it");

        return new(problems, [.. OpenLines(table.Rows)]);
    }

    private static IEnumerable<string> OpenLines(IReadOnlyList<Requirement> rows) =>
        from row in rows
        where !row.IsDelivered
        group row.Id by row.DeliveredBy into part
        select $"open: {string.Join(' ', Ranges([.. part]))} ({part.Key})";

    /// <summary>Writes neighbours as one: A1 A2 A3 becomes A1-A3.</summary>
    private static IEnumerable<string> Ranges(List<string> ids)
    {
        for (int first = 0, last; first < ids.Count; first = last + 1)
        {
            last = first;
            while (last + 1 < ids.Count && ids[last + 1] == Next(ids[last]))
                last++;

            yield return (last - first) switch
            {
                0 => ids[first],
                1 => $"{ids[first]} {ids[last]}",
                _ => $"{ids[first]}-{ids[last]}",
            };
        }
    }

    private static string Next(string id) => $"{id[0]}{int.Parse(id.AsSpan(1)) + 1}";
}
