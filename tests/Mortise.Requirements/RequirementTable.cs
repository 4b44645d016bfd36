namespace Mortise.Requirements;

/// <summary>The rows of <c>docs/requirements.md</c>, in their order, and what is wrong with the page itself.</summary>
internal sealed class RequirementTable
{
    private readonly List<Requirement> _rows = [];
    private readonly List<string> _faults = [];

    private RequirementTable()
    {
    }

    public IReadOnlyList<Requirement> Rows => _rows;
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Takes every table row that begins with a number like <c>P8</c>; all other lines are prose.</summary>
    public static RequirementTable Parse(IEnumerable<string> lines)
    {
        var table = new RequirementTable();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var cells = line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries);
            if (!line.StartsWith('|') || !IsNumber(cells[0]))
                continue;

            if (cells is not [var id, { Length: > 0 }, _, { Length: > 0 } part, "delivered" or "open"])
                table._faults.Add($"{cells[0]}: a row has five cells (id, requirement, decision, delivered by, status) and ends with delivered or open");
            else if (!ids.Add(id))
                table._faults.Add($"{id}: stands twice in the table");
            else
                table._rows.Add(new(id, part, cells[4] == "delivered"));
        }

        if (table._rows.Count == 0)
            table._faults.Add("the page has no rows");

        return table;
    }

    private static bool IsNumber(string cell) => cell is [>= 'A' and <= 'Z', _, ..] && cell.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
