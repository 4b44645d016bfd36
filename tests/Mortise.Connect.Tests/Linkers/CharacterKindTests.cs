using System.Text.RegularExpressions;
using Mortise.Connect.Linkers;
using Mortise.Connect.Linkers.Dialect;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>What a class is and how it is spelled are said in two places; they must say the same.</summary>
public sealed class CharacterKindTests
{
    public static TheoryData<int> Kinds =>
        [.. from letter in new[] { CharacterKind.Digit, CharacterKind.Space, CharacterKind.Word }
            from negated in new[] { CharacterKind.None, CharacterKind.Negated }
            from ascii in new[] { CharacterKind.None, CharacterKind.Ascii }
            select (int)(letter | negated | ascii)];

    [Theory, MemberData(nameof(Kinds))]
    public void A_kind_is_spelled_as_it_is_defined(int number)
    {
        var kind = (CharacterKind)number;
        var inside = new Regex($"[{kind.Members()}]", RegexOptions.CultureInvariant);
        var outside = new Regex($"[^{kind.Members()}]", RegexOptions.CultureInvariant);

        var wrong = Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code)
            .Where(letter => inside.IsMatch(letter.ToString()) != kind.Contains(letter) || outside.IsMatch(letter.ToString()) == kind.Contains(letter));

        Assert.Equal([], wrong.Select(letter => $"U+{(int)letter:X4}"));
    }

    [Fact]
    public void The_characters_of_values_are_spelled_as_they_are_defined()
    {
        var spelled = new Regex(WordCharacters.ValueClass, RegexOptions.CultureInvariant);

        var wrong = Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(letter => spelled.IsMatch(letter.ToString()) != WordCharacters.IsValue(letter));

        Assert.Equal([], wrong);
    }

    /// <summary>Where .NET's <c>\b</c> parts ways with Python's, the other spelling must run.</summary>
    [Fact]
    public void A_character_that_is_not_odd_has_the_boundaries_of_NET()
    {
        var boundary = new Regex(@"^\b", RegexOptions.CultureInvariant);

        var wrong = Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code)
            .Where(letter => !WordCharacters.HasOdd([letter]) && boundary.IsMatch(letter.ToString()) != WordCharacters.IsWord(letter));

        Assert.Equal([], wrong.Select(letter => $"U+{(int)letter:X4}"));
    }
}
