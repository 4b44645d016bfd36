using System.Xml;
using Mortise.Requirements;

if (args is not [var page, .. var directories] || directories.Length == 0)
{
    Console.Error.WriteLine("usage: Mortise.Requirements docs/requirements.md DIRECTORY-OF-XUNIT-XML…");
    return 2;
}

// What was run again stands in a later directory, and counts.
var evidence = new TestEvidence();
foreach (var file in directories.Where(Directory.Exists).SelectMany(directory => Directory.EnumerateFiles(directory, "*.xml").Order(StringComparer.Ordinal)))
{
    try
    {
        using var reader = File.OpenText(file);
        evidence.Add(reader);
    }
    catch (XmlException fault)
    {
        Console.WriteLine($"requirements: {Path.GetFileName(file)} is not whole: {fault.Message}");
        return 1;
    }
}

var table = RequirementTable.Parse(File.ReadLines(page));
var report = RequirementReport.Of(table, evidence);

foreach (var line in report.Open)
    Console.WriteLine(line);

foreach (var problem in report.Problems)
    Console.WriteLine($"requirements: {problem}");

var delivered = table.Rows.Count(row => row.IsDelivered);
Console.WriteLine($"requirements: {delivered} of {table.Rows.Count} delivered, {report.Problems.Count} contradictions");
return report.Problems.Count == 0 ? 0 : 1;
