namespace Mortise.Requirements.Tests;

public sealed class RequirementReportTests
{
    private const string Delivered = "| P8 | a value is read | | main job | delivered |";

    [Fact]
    public void A_delivered_row_with_a_passing_test_is_well()
    {
        var report = Report([Delivered], Test("reads", "Pass", "P8"));

        Assert.Empty(report.Problems);
        Assert.Empty(report.Open);
    }

    [Fact]
    public void A_delivered_row_without_a_test_is_a_problem()
    {
        var report = Report([Delivered], Test("reads", "Pass"));

        Assert.Equal(["P8: is marked delivered, but no test carries it"], report.Problems);
    }

    [Theory]
    [InlineData("Fail")]
    [InlineData("Skip")]
    public void A_delivered_row_whose_tests_did_not_pass_is_a_problem(string result)
    {
        var report = Report([Delivered], Test("reads", result, "P8"));

        Assert.Equal([$"P8: is marked delivered, but none of its tests passed: reads ({result})"], report.Problems);
    }

    [Fact]
    public void One_passing_test_carries_a_row_beside_a_skipped_one()
    {
        var report = Report([Delivered], Test("on PostgreSQL", "Skip", "P8") + Test("on SQLite", "Pass", "P8"));

        Assert.Empty(report.Problems);
    }

    [Fact]
    public void A_test_that_names_an_unknown_row_is_a_problem()
    {
        var report = Report([Delivered], Test("reads", "Pass", "P8", "P99"));

        Assert.Equal(["P99: is not a row of the table, but reads names it"], report.Problems);
    }

    [Fact]
    public void An_open_row_may_be_carried_already()
    {
        var report = Report(["| A1 | a list | | Addon resource | open |"], Test("lists", "Fail", "A1"));

        Assert.Empty(report.Problems);
    }

    [Fact]
    public void Open_rows_are_told_by_part_and_in_ranges()
    {
        string[] open = ["A1", "A2", "A3", "A5", "A6", "P5"];
        var rows = open.Select(id => $"| {id} | something | | {(id == "P5" ? "pages" : "Addon resource")} | open |");

        var report = Report(rows, "");

        Assert.Equal(["open: A1-A3 A5 A6 (Addon resource)", "open: P5 (pages)"], report.Open);
    }

    [Theory]
    [InlineData("| P1 | two pipes | a | b | main job | delivered |")]
    [InlineData("| P1 | no such status | | main job | done |")]
    [InlineData("| P1 | | no requirement | main job | delivered |")]
    [InlineData("| P1 | no part | | | open |")]
    public void A_row_that_cannot_be_read_is_a_problem(string row)
    {
        var report = Report([Delivered, row], Test("reads", "Pass", "P8"));

        Assert.StartsWith("P1: a row has five cells", Assert.Single(report.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_stands_once()
    {
        var report = Report([Delivered, Delivered], Test("reads", "Pass", "P8"));

        Assert.Equal(["P8: stands twice in the table"], report.Problems);
    }

    [Fact]
    public void A_test_that_was_run_again_counts_as_it_ended()
    {
        var evidence = new TestEvidence();
        foreach (var result in (string[])["Fail", "Pass"])
            evidence.Add(new StringReader($"<assemblies>{Test("a", result, "P1")}</assemblies>"));

        Assert.Equal([("a", "Pass")], evidence.CarriersOf("P1"));
    }

    [Fact]
    public void A_page_without_rows_is_a_problem()
    {
        var report = Report(["# Requirements", "| Id | Requirement |", "|---|---|"], "");

        Assert.Equal(["the page has no rows"], report.Problems);
    }

    private static RequirementReport Report(IEnumerable<string> page, string tests)
    {
        var evidence = new TestEvidence();
        evidence.Add(new StringReader($"<assemblies><assembly><collection>{tests}</collection></assembly></assemblies>"));
        return RequirementReport.Of(RequirementTable.Parse(page), evidence);
    }

    private static string Test(string name, string result, params string[] rows) =>
        $"""<test name="{name}" result="{result}"><traits>{string.Concat(rows.Select(row => $"""<trait name="Requirement" value="{row}" />"""))}</traits></test>""";
}
