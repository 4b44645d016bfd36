namespace Mortise.Server.Tests.Platform.Markup;

/// <summary>Texts that have put scripts into pages elsewhere, and combinations of them.</summary>
internal static class HostileMarkup
{
    private static readonly string[] Schemes =
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)",
        "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "&#1;javascript:alert(1)", "%6Aavascript:alert(1)", "vbscript:msgbox(1)", "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg onload=alert(1)>", "file:///etc/passwd", "javascript://x.example/%0aalert(1)", "feed:javascript:alert(1)", "view-source:javascript:alert(1)",
        "jar:javascript:alert(1)", "blob:https://x.example/a", "about:blank", "livescript:x", "mocha:x", "ms-its:x", "x-javascript:x", "javascript\\:alert(1)",
    ];

    /// <summary><c>{0}</c> stands for the address.</summary>
    private static readonly string[] Shapes = ["[a]({0})", "[a](<{0}>)", "![a]({0})", "<{0}>", "[a][b]\n\n[b]: {0}", "[![a]({0})]({0})", "[a]({0} \"onclick=alert(1)\")"];

    private static readonly string[] Written =
    [
        "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/a.js></SCRIPT>", "<img src=x onerror=alert(1)>", "<img src=\"x\" onerror=\"alert(1)\"", "<svg onload=alert(1)>", "<svg/onload=alert(1)>",
        "<iframe src=javascript:alert(1)>", "<body onload=alert(1)>", "<a href=\"javascript:alert(1)\">a</a>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<math><mi xlink:href=\"javascript:alert(1)\">",
        "<form action=javascript:alert(1)><input type=submit>", "<input onfocus=alert(1) autofocus>", "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>", "<style>@import 'x'</style>",
        "<link rel=stylesheet href=x>", "<meta http-equiv=refresh content=0;url=javascript:alert(1)>", "<base href=javascript:alert(1)//>", "<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<!--<img src=\"--><img src=x onerror=alert(1)>\">", "<![CDATA[<script>alert(1)</script>]]>", "<?php echo 1 ?><script>alert(1)</script>", "<!DOCTYPE x [<!ENTITY y \"z\">]>", "<x onclick=alert(1)>", "<p style=\"background:url(javascript:alert(1))\">",
        "```\"><script>alert(1)</script>\nx\n```", "```x\" onclick=\"alert(1)\nx\n```", "~~~ <img src=x onerror=alert(1)>\nx\n~~~", "`<script>alert(1)</script>`", "    <script>alert(1)</script>", "# <script>alert(1)</script>", "- <script>alert(1)</script>",
        "> <script>alert(1)</script>", "a | <script>alert(1)</script>\n--|--\n1 | <img src=x onerror=alert(1)>", "a | b\n:-:|-: onclick=alert(1)\n1|2", "- [x] <script>alert(1)</script>", "- [ ] <img src=x onerror=alert(1)>", "~~<script>alert(1)</script>~~",
        "[a](https://x.example/\"onmouseover=\"alert(1))", "[a](https://x.example/'onmouseover='alert(1))", "[a](https://x.example/ \"\\\" onmouseover=\\\"alert(1)\")", "[a](https://x.example/ '\" onmouseover=\"alert(1)')", "![a\" onerror=\"alert(1)](https://x.example/a.png)",
        "![a](https://x.example/a.png\"onerror=\"alert(1))", "![<img src=x onerror=alert(1)>](https://x.example/a.png)", "[<img src=x onerror=alert(1)>](https://x.example/)", "<https://x.example/\"onclick=\"alert(1)>", "<https://x.example/<script>>", "https://x.example/\"onclick=\"alert(1)",
        "https://x.example/<script>alert(1)</script>", "www.x.example/\"onclick=alert(1)", "<a@b.example\"onclick=\"alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "\\<script>alert(1)\\</script>", "<scr<script>ipt>alert(1)</script>",
        "<<script>alert(1)//<</script>", "<script\n>alert(1)</script>", "<script/x>alert(1)</script>", "<\u0000script>alert(1)</script>", "<img src=x:alert(1) onerror=eval(src)>", "<img\u000Bsrc=x\u000Bonerror=alert(1)>", "\u2028<script>alert(1)</script>", "\uFEFF<script>alert(1)</script>",
        "[a]: javascript:alert(1) \"b\"\n\n[a]", "[a]{onclick=alert(1)}", "{onclick=alert(1)}\n# b", "# a {#b onclick=alert(1)}", "[a](#){:onclick=alert(1)}", ":::x\n<script>alert(1)</script>\n:::", "[^1]\n\n[^1]: <script>alert(1)</script>", "$$<script>alert(1)</script>$$",
        "BB-12<script>alert(1)</script>", "[BB-12](javascript:BB-13)", "<img alt=BB-12 onerror=alert(1)>", "![BB-12](javascript:BB-13)", "\"BB-12\" onclick=\"alert(1)", "<a href='BB-12'>", "[a](//x.example/\\\"onclick=alert(1))", "[a](\\\\x.example)", "[a](https:javascript:alert(1))",
        "<a href=\"&#x6A;&#x61;vascript:alert(1)\">", "[a](&quot;onclick=alert(1))", "[a](?x=javascript:alert(1))", "[a](#javascript:alert(1))", "<xss style=behavior:url(x)>", "<isindex action=j&Tab;a&Tab;vas&Tab;c&Tab;r&Tab;ipt:alert(1)>", "<svg><a xlink:href=javascript:alert(1)>a", "<marquee onstart=alert(1)>",
    ];

    public static IReadOnlyList<string> All { get; } =
        [.. Written, .. from shape in Shapes from scheme in Schemes select shape.Replace("{0}", scheme, StringComparison.Ordinal)];
}
