"""Writes python-vectors.json: what Python's own re finds, as a yardstick for the linker engine.

    python3 tests/Mortise.Connect.Tests/Linkers/python-vectors.py > tests/Mortise.Connect.Tests/Linkers/python-vectors.json

Needs Python 3.11 or newer. The cases are drawn from a fixed seed, so that the file changes only with this program or with Python.
"""
import json
import random
import re
import sys
import unicodedata
import warnings
from urllib.parse import quote

warnings.simplefilter("ignore")


def ranges(test):
    found, start = [], None
    for code in range(0x10001):
        inside = code <= 0xFFFF and test(chr(code))
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            found.append([start, code - 1])
            start = None
    return found


def matcher(pattern):
    compiled = re.compile(pattern)
    return lambda letter: compiled.match(letter) is not None


def to_python(pattern):
    """(?K) as Bitbucket translates it; a flag (?a) does not reach into it here, so the cases have none beside it."""
    return pattern.replace("(?K)", r"([\w\-]+)")


def value_groups(pattern):
    groups, at, count = [], 0, 0
    for match in re.finditer(r"\\.|\((?!\?)|\(\?P<|\(\?K\)", pattern, re.S):
        if match[0].startswith("\\"):
            continue
        count += 1
        if match[0] == "(?K)":
            groups.append(count)
    return groups


def case(pattern, text, values=None):
    compiled = re.compile(to_python(pattern))
    wanted = value_groups(pattern) if "(?K)" in pattern else []
    url = "https://h.example/" + "".join(f"|{n}=\\{n}" for n in range(1, min(compiled.groups, 9) + 1))
    links = []
    for match in compiled.finditer(text):
        if match.start() == match.end():
            continue
        if wanted and not all(match[group] in values for group in wanted):
            continue
        made = "https://h.example/" + "".join(f"|{n}=" + quote(match[n] or "", safe="/") for n in range(1, min(compiled.groups, 9) + 1))
        links.append([match.start(), match.end() - match.start(), made])
    return {"regex": pattern, "text": text, "values": values, "url": url, "links": links}


PLAIN = [
    # The examples of the documentation and of known apps.
    (r"([\w\-]+\-\d+)", "See BB-1234, bb-1 and é-12; not BB-", None),
    (r"((?K)\-\d+)", "BB-1234 and OPS-23", ["BB"]),
    (r"((?K)\-\d+)", "BB-12 XBB-12 DATA-BB-12 A-B-12", ["BB", "A-B"]),
    (r"((?K)\-\d+)", "DATA-BB-12-3 BB-1-2-BB-3", ["BB", "DATA-BB", "DATA-BB-12", "BB-1-2-BB"]),
    (r"(?<!&)#([0-9]+)", "#1 &#2; (#33)", None),
    (r"#(?K)", "#a # #b-1 ##c", ["a", "b-1", "c"]),
    (r"\[(?K)\]", "[a] [b] [] [c d]", ["a", "c"]),
    (r"(?K)", "one two-three", ["one", "two-three"]),
    (r"\b(?K)\b", "one -two- three-", ["one", "-two", "two", "three", "three-"]),
    (r"\b(?K)-(\d+)\b", "AB-12 AB-12x -AB-1 AB-1-2 éB-3", ["AB", "AB-1", "éB", "-AB"]),
    (r"(?<!\w)(?K):(\d+)(?!\w)", "a:1 b:2x c-d:3 :4", ["a", "b", "c-d", "d"]),
    (r"(?<![\w\-])(?K)-(\d+)(?![\w-])", "AB-1 x-AB-1 AB-1-2 -AB-1", ["AB", "AB-1", "x-AB"]),
    (r"(?K)/(?K)#(\d+)", "acme/rocket#12 acme/other#1", ["acme", "rocket"]),
    (r"(?P<key>(?K)-(?P<n>\d+))(?P=n)", "A-1212 A-123", ["A"]),
    (r"(?i)jira-(\d+)", "JIRA-1 jira-2 Jira-3 KIRA-4", None),
    (r"(?i)[^b]([k-m]\d)", "AK1 bl2 xM3", None),
    (r"(?m)^fixes: (\S+)$", "fixes: a\nx fixes: b\nfixes: c\n", None),
    (r"(?s)<(.+?)>", "<a\nb> <c>", None),
    (r"(?x) \# (\d+)  # a number\n | GH - (\d+)", "#1 GH-2", None),
    (r"(?a)(\w+)", "abé_ 1", None),
    (r"(?a)\b(\w)\b", "é a b1 ca é", None),
    (r"\b(\w\w)\b", "a\u0301b ab x\u200dy \u216b\u216b \u203fab", None),
    (r"\B(\w)\B", "abc a\u0301bc", None),
    (r"(\d+)(?!\.)\b", "12. 13 14.5", None),
    (r"(?>a+)b|(?>a|ab)c", "aab abc ac", None),
    (r"(a)?b(?(1)c|d)", "abc bd abd bc", None),
    (r"(?P<q>['\"])(.+?)(?P=q)", "'a' \"b\" 'c\"", None),
    (r"x{,2}y", "y xy xxy xxxy", None),
    (r"x{,}y{}z{a}", "xxy{}z{a}", None),
    (r"[]a]+[^]]", "]a] b", None),
    (r"[a\-z]-[-a]-[a-]", "a-a-- ---a-", None),
    (r"[\W\d]+", "ab1 2-3é4_", None),
    (r"[^\W\d]+", "ab1 2-3é4_", None),
    (r"[\S-]+|[^\S]", "a\x1cb c\xa0d", None),
    (r"[^\s\d]+", "a\x1db1 \u2028c", None),
    (r"\s+", "a\x1c\x1fb\u3000\x85c", None),
    (r"\x41\u0042\103\t\0", "ABC\t\0", None),
    (r"[\x41-\u0043\060\b]+", "ABC0\bD", None),
    (r"(.)(.)\2\1", "abba abab", None),
    (r"((((((((((a))))))))))\10", "aa", None),
    (r"a(?#comment)*b", "aaab", None),
    (r"a\Z|b$", "a b\n", None),
    (r"\Aa|^b", "ab", None),
    (r"(?:ab|a)(?:c|bcd)(d*)", "abcd abcdd", None),
    (r"(a|ab)(c|bcd)(d*)", "abcd", None),
    (r"(?:(a)|b)*c", "abc bc", None),
    (r"(a*?)(a+)b", "aaab", None),
    (r"(\w+)@(\w+)\.com", "me@example.com you@x.com", None),
    (r"[[:alpha:]]+", "a:] l[]", None),
    (r"[a&&b|~]+", "a&|~b", None),
    (r"(?=(\w+))\1-", "ab-cd-", None),
    (r"(?!a)\w(?<=b)c", "bc ac abc", None),
    (r"(?<=(a)(b))c\1", "abca", None),
]

REFUSED = [
    "(", ")", "a)", "(a", "[", "[a", "[]", "a**", "a*+*", "*a", "+", "?", "a|*", "(*a)", "^*", r"\b+", "$?", "a{3,2}", "a{1}{2}", "a{2}*",
    "(?<=a*)b", "(?<=a|bc)d", "(?<!a+)b", r"(?<=\w{1,2})a", "(?P<a>x)(?P<a>y)", "(?P<1a>x)", "(?P<a", "(?P<>a)", "(?P=a)", "(?P>a)", "(?P",
    r"\1", r"(a)\2", r"(a\1)", r"(?P<n>a(?P=n))", r"\z", r"\e", r"\c", r"\G", r"\k<a>", r"\p{L}", r"\P{L}", r"\q", r"\xg1", r"\x1", r"\u12", r"\U0011FFFF",
    r"\U00", r"\400", r"[\400]", "[b-a]", r"[\w-a]", r"[a-\d]", "(?", "(?i", "(?:", "(?:a", "(?=a", "(?<a>b)", "(?<a-b>c)", "(?'n'a)", "(?i:a", "a(?i)b",
    "(?i)*", "(?L)a", "(?z)a", "(?iz)a", "(?)a", "(?|a)", "(?R)", "(?1)", "(?&a)", "(?(1)a|b)", "(?(0)a)", "(?(x)a)", "(a)(?(1)b|c|d)", "(?#a",
    r"\8", r"[\8]", r"[\A]", r"[\B]", r"[\Z]", r"[\q]", "\\", "a\\", r"(?<=(a)\1)b", "(?au)a", "(?<", "(?<a", "(?P<a b>c)", "x{2}{3}", "(?a)(?u)b",
]


def random_pattern(draw, depth=0, groups=None):
    groups = groups if groups is not None else [0]
    parts = []
    for _ in range(draw.randint(1, 4)):
        kind = draw.random()
        if kind < 0.45 or depth > 2:
            part = draw.choice(["a", "b", "-", "1", "#", " ", "_", r"\d", r"\w", r"\W", r"\s", r"\S", ".", "[ab]", "[^a]", r"[\w\-]", r"[^\W_]", r"[\d-]", "é", r"\."])
        elif kind < 0.60:
            groups[0] += 1
            part = "(" + random_pattern(draw, depth + 1, groups) + ")"
        elif kind < 0.68:
            part = "(?:" + random_pattern(draw, depth + 1, groups) + "|" + random_pattern(draw, depth + 1, groups) + ")"
        elif kind < 0.74:
            parts.append(draw.choice([r"\b", r"\B", "^", "$", r"\Z", r"\A"]))
            continue
        elif kind < 0.82:
            groups[0] += 1
            part = "(?K)"
        elif kind < 0.90:
            parts.append(draw.choice(["(?=%s)", "(?!%s)", "(?<=%s)", "(?<!%s)"]) % draw.choice(["a", r"\w", r"\d", "-", "[a1]", r"[\w\-]", "#"]))
            continue
        elif kind < 0.93 and groups[0]:
            part = "\\%d" % draw.randint(1, groups[0])
        else:
            part = "(?>" + random_pattern(draw, depth + 1, groups) + ")"
        if draw.random() < 0.3:
            part += draw.choice(["*", "+", "?", "{2}", "{1,2}", "{,2}", "{1,}", "*?", "+?", "??"])
        parts.append(part)
    return "".join(parts)


def split_pattern(draw):
    """Patterns of the shapes that need no regex engine, and near misses."""
    before = draw.choice(["", "", r"\b", r"(?<!\w)", r"(?<![\w\-])", "(?<![-\\w])"])
    lead = draw.choice(["", "", "", "#", "a#", "#a", "[".replace("[", r"\["), "a"])
    tail = draw.choice(["", r"\-\d+", r"-(\d+)", r"[-:]\d+", ":a", r"-\d{1,2}", r"-\d*", r"(-a?)1", r"#(a+)b", r"-[ab]+1?", r"-a*1", r"-\d+-\d+", r"[-#](\d+)(b*)", r"-1\w*"])
    after = draw.choice(["", "", r"\b", r"(?!\w)", r"(?![\w\-])"])
    pattern = before + lead + "(?K)" + tail + after
    return draw.choice(["%s", "(%s)", "(?:(%s))"]) % pattern


def random_cases():
    draw = random.Random(20240229)
    cases = []
    while len(cases) < 1600:
        pattern = split_pattern(draw) if len(cases) % 2 else random_pattern(draw)
        text = "".join(draw.choice("aab-11#: _é\n[b") for _ in range(draw.randint(3, 40)))
        try:
            compiled = re.compile(to_python(pattern))
        except (re.error, RecursionError):
            continue
        found = list(compiled.finditer(text))
        if compiled.groups > 20 or not found or any(match.start() == match.end() for match in found):
            continue  # after an empty match Python tries the same place again; the engine does not
        values = None
        if "(?K)" in pattern:
            known = sorted({match[group] for match in found for group in value_groups(pattern) if match[group]})
            values = [value for value in known if draw.random() < 0.7]
            if not values:
                continue
        cases.append(case(pattern, text, values))
    return cases


json.dump(
    {
        "python": sys.version.split()[0],
        "unicode": unicodedata.unidata_version,
        "word": ranges(matcher(r"\w")),
        "space": ranges(matcher(r"\s")),
        "digit": ranges(matcher(r"\d")),
        "unassigned": ranges(lambda letter: unicodedata.category(letter) == "Cn"),
        "refused": REFUSED,
        "cases": [case(*one) for one in PLAIN] + random_cases(),
    },
    sys.stdout, ensure_ascii=True, separators=(",", ":"))
for pattern in REFUSED:
    try:
        re.compile(pattern)
        sys.exit(f"Python takes {pattern!r}")
    except (re.error, ValueError):
        pass
