using Mortise.Connect.Linkers;
using Mortise.Connect.Linkers.Dialect;
using Mortise.Connect.Linkers.Scanning;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>The engine against Python's own answers.</summary>
public sealed class PythonVectorTests
{
    /// <summary>Source: Python 3.11, <c>re.finditer</c> over 50 written and 1,550 drawn cases.</summary>
    [Fact]
    public void Every_case_gives_the_links_that_Python_gives()
    {
        var wrong = new List<string>();
        var lanes = new HashSet<LinkerLane>();
        var refused = 0;
        foreach (var one in PythonVectors.All.Cases)
        {
            if (!LinkerPattern.TryParse(one.Regex, out _, out var problem))
            {
                Assert.Contains(PatternReader.RepeatsNothing, problem, StringComparison.Ordinal);
                refused++;
                continue;
            }

            var linker = Compiled.Linker(one.Regex, one.Url, one.Values);
            lanes.Add(linker.Lane);
            Compare(one, linker.Lane, Compiled.FindInTime(one.Text, linker), wrong);
        }

        Assert.InRange(refused, 0, PythonVectors.All.Cases.Length / 20);

        Assert.Equal([LinkerLane.Split, LinkerLane.Linear, LinkerLane.Timed], lanes.Order());
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void A_regex_that_runs_without_an_engine_gives_the_same_with_one()
    {
        var wrong = new List<string>();
        var compared = 0;
        foreach (var one in PythonVectors.All.Cases)
        {
            if (!LinkerPattern.TryParse(one.Regex, out var pattern, out _) || SplitPlanner.Find(pattern) is null)
                continue;

            compared++;
            var template = LinkTemplate.Parse(one.Url);
            var scanner = new RegexScanner(pattern, template);
            var matches = new MatchList();
            matches.Begin(0, template, int.MaxValue);
            while (scanner.Scan(one.Text, patient: true, TimeSpan.FromSeconds(1), Compiled.Values(one.Values!), matches).Problem is not null)
                matches.Undo();

            var spans = new List<string>();
            foreach (var match in matches.Resolve())
                spans.Add($"{match.Start}+{match.Length} {template.Build(one.Text, match.Captures)}");

            if (!spans.SequenceEqual(one.Expected))
                wrong.Add($"{one.Regex} on {one.Text}");
        }

        Assert.InRange(compared, 200, int.MaxValue);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void What_Python_refuses_is_refused()
    {
        var taken = PythonVectors.All.Refused.Where(regex => LinkerPattern.TryParse(regex, out _, out _));

        Assert.Equal([], taken);
    }

    /// <summary>Characters that Python's Unicode version does not know may differ, and no others.</summary>
    [Fact]
    public void Word_characters_blanks_and_digits_are_those_of_Python()
    {
        var vectors = PythonVectors.All;
        var wrong = new List<string>();
        for (var code = 0; code <= char.MaxValue; code++)
        {
            if (PythonVectors.Holds(vectors.Unassigned, code))
                continue;

            var letter = (char)code;
            Check("word", CharacterKind.Word, vectors.Word);
            Check("space", CharacterKind.Space, vectors.Space);
            Check("digit", CharacterKind.Digit, vectors.Digit);

            void Check(string name, CharacterKind kind, int[][] ranges)
            {
                if (kind.Contains(letter) != PythonVectors.Holds(ranges, code))
                    wrong.Add($"{name} U+{code:X4}");
            }
        }

        Assert.Equal([], wrong);
    }

    /// <summary>A value is what <c>(?K)</c> matches; source: <c>connect.md</c> 12.6.</summary>
    [Fact]
    public void A_character_of_a_value_is_a_word_character_of_Python_or_a_hyphen()
    {
        var vectors = PythonVectors.All;
        var wrong = Enumerable.Range(0, char.MaxValue + 1)
            .Where(code => !PythonVectors.Holds(vectors.Unassigned, code))
            .Where(code => LinkerValue.TryParse(((char)code).ToString(), out _, out _) != (code == '-' || PythonVectors.Holds(vectors.Word, code)));

        Assert.Equal([], wrong);
    }

    private static void Compare(PythonCase one, LinkerLane lane, IReadOnlyList<LinkedSpan> spans, List<string> wrong)
    {
        var found = spans.Select(span => $"{span.Start}+{span.Length} {span.Url}").ToList();
        if (!found.SequenceEqual(one.Expected))
            wrong.Add($"{lane} {one.Regex} on '{one.Text}' with {string.Join(',', one.Values ?? [])}: {string.Join("; ", found)} instead of {string.Join("; ", one.Expected)}");
    }
}
