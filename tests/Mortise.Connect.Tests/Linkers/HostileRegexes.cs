using System.Globalization;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>More than five hundred regexes of the kinds that are known to run, or to compile, for ever; and texts that make them do so.</summary>
internal static class HostileRegexes
{
    /// <summary>Things to repeat; each matches one or a few of the characters of <see cref="Texts"/>.</summary>
    private static readonly string[] Items = ["a", "[a-z]", @"\w", ".", @"\d", "[^b]", "(?:a|b)", @"\s", @"[\w\-]", "(?K)", "(?:aa|a)", "[ab-]"];

    /// <summary><c>{0}</c> stands for the item.</summary>
    private static readonly string[] Shapes =
    [
        "({0}+)+$", "({0}+)+!b", "(?:{0}*)*!b", "({0}|{0})*!b", "({0}|{0}{0})+!b", "({0}+){{10,}}!b", "({0}+)*({0}+)*({0}+)*!b",
        "{0}*{0}*{0}*{0}*{0}*{0}*!b", "(?:{0}+{0}+)+!b", "({0}{{1,50}}){{1,50}}!b", "(?:{0}?){{30}}(?:{0}){{30}}!b", "({0}+)+\\1!b", "(?=({0}+)+!b)x",
        "(?!({0}+)+!b)x", "(?<=a)({0}+)+!b", "^({0}+)+$", "(({0}+)+)+!b", "((({0}+)+)+)+!b", "({0}+?)+?!b", "(?>{0}+)*{0}*{0}*!b",
        "({0}*)+\\1\\1!b", "(?:({0}+)|({0}+))+!b", "(?i)({0}+)+!b", "(?s)(.*{0})*!b", "\\b({0}+)+\\b!b", "({0}+)+(?(1)!b|x)",
        "(?:{0}{{0,1000}}){{0,1000}}!b", "(?:(?:{0}{{1000}}){{1000}}){{1000}}", "({0}+\\s?)+!b", "(?:{0}+[- ]?)+!b", "(?:.*{0}.*)*!b", ".*.*.*{0}!b",
        "({0}|[^x])*!b", "(?:(?:(?:{0}|b)|(?:{0}|c))|{0})+!b", "(?:{0}+-?{0}*)*!b", "(?:{0}*,?)*!b", "(?=(?:{0}|ab)*!)a",
        "(?:a|b)*a(?:a|b|{0}){{12}}!", "(?:{0}+b?)+\\B!b", "({0}{{5,}})+!b",
    ];

    /// <summary>Seen in the wild, each once the cause of an outage or an advisory, and some that only compile slowly.</summary>
    private static readonly string[] Written =
    [
        @"(?:(?:""|'|\]|\}|\\|\d|(?:nan|infinity|true|false|null|undefined|symbol|math)|\`|\-|\+)+[)]*;?((?:\s|-|~|!|\{\}|\|\||\+)*.*(?:.*=.*)))",
        @"^(([a-z])+.)+[A-Z]([a-z])+$", @"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
        @"^[\s\u200c]+|[\s\u200c]+$", @"(.*?,){11}P", @"^(\w+\s?)*$", @"(x+x+)+y", @"(a|a?)+!", @"(a|aa)+$", @"([a-zA-Z]+)*$", @"(a+){10}!", @"(.*a){20}!",
        @"<!--(?:.|\n)*?-->!", @"(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*!", @"^(?:.?.?.?.?.?.?.?)*!", @"((a{1,20}){1,20}){1,20}!", @"(?:(?=a)a+)+!",
        @"(?:(?<=a)a*)*!", @"(a*)\1*!", @"(.+)\1+!", @"(?P<x>a+)(?P=x)+!", @"(?:a{0,1000}){0,1000}!", @"[\w\W]*[\w\W]*[\w\W]*[\w\W]*!",
        @"(?i)(?:ſ|s|K|k|[à-ÿ])*!", @"(?:\w+\W+)*!", @"(\S+\s*)+!", @"(?:^|\s)(?:\w+\.)*\w+!", @"(?:a?){100}a{100}", @"(?:\b\w+\b\s*)+!",
        @"(?:(?!b)a|a)+!", @"(?:(?:a+)?b?)*!", @"(?x) ( a+ ) + !", @"(?m)^(?:a+)+$!", @"(?a)(\w+)+!", @"(?:\d+|\w+)+!", @"(?:[^\W\d]+|\w+)+!",
        @"((((((((((a*)*)*)*)*)*)*)*)*)*)!", @"(?:(?:(?:(?:a{9}){9}){9}){9}){9}", @"(?:.{1000}){1000}", @"(?:[ab]{100}[ac]{100}){100}",
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. from shape in Shapes from item in Items select string.Format(CultureInfo.InvariantCulture, shape, item),
        .. Written,
        .. Large(),
    ];

    public static IEnumerable<string> Texts =>
    [
        new string('a', 60_000), string.Concat(Enumerable.Repeat("a-", 20_000)), string.Concat(Enumerable.Repeat("ab ", 15_000)), new string('1', 30_000),
        string.Concat(Enumerable.Repeat("aé .a=,", 7_000)), new string('a', 1_500),
    ];

    /// <summary>As long as a regex may be: many branches, many classes, deep groups.</summary>
    private static IEnumerable<string> Large()
    {
        yield return string.Join('|', Enumerable.Range(0, 500).Select(number => $"a{number}"))[..2000] + "!";
        yield return string.Concat(Enumerable.Range(0, 120).Select(number => $"[{(char)('a' + (number % 20))}-{(char)('a' + (number % 20) + 5)}\\u{number + 512:x4}]*"));
        yield return string.Concat(Enumerable.Repeat(@"\w*", 600)) + "!";
        yield return string.Concat(Enumerable.Repeat(@"[\W\S\D]*", 200)) + "!";
        yield return string.Concat(Enumerable.Repeat("(", 50)) + "a" + string.Concat(Enumerable.Repeat("+)", 50)) + "!";
        yield return string.Concat(Enumerable.Repeat("(?:a|", 50)) + "b" + string.Concat(Enumerable.Repeat(")*", 50)) + "!";
        yield return string.Concat(Enumerable.Repeat("a?", 600)) + string.Concat(Enumerable.Repeat("a", 600));
        yield return string.Concat(Enumerable.Repeat("(?=.*a)", 250)) + "!";
        yield return string.Concat(Enumerable.Repeat("(a*)", 90)) + string.Concat(Enumerable.Repeat(@"\1", 90)) + "!";
        yield return "[" + string.Concat(Enumerable.Range(0x400, 1900).Where(code => code % 2 == 0).Select(code => (char)code)) + "]+!";
        yield return "(?i)" + string.Concat(Enumerable.Range(0x400, 1000).Select(code => (char)code)) + "|[a-\\uffff]+!";
        yield return string.Join('|', Enumerable.Range(0, 200).Select(number => $"(?:[{(char)('a' + (number % 26))}-z]+)+")) + "!";
        yield return string.Concat(Enumerable.Repeat(@"(?:\w|\d)+?", 150)) + "!";
        yield return string.Concat(Enumerable.Repeat("(?:a{1,9}b{1,9})*", 100)) + "!";
    }
}
