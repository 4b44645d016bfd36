namespace Mortise.Server.Tests.Browser;

/// <summary>What people and apps have written into a <see cref="SiteWorld"/>: every text that a page may show.</summary>
/// <param name="Name">Of a workspace, project, repository, group, consumer, token, app, module: one line.</param>
/// <param name="Title">Of a pull request, and the first line of a commit message.</param>
/// <param name="Prose">Markdown: descriptions, comments, tasks, README.</param>
/// <param name="Source">The content of a file that is not rendered.</param>
/// <param name="File">The name of a file, which may hold whatever a file system takes.</param>
/// <param name="Branch">The name of a branch.</param>
/// <param name="Address">A link that somebody gave: of a website, a build, an app's vendor.</param>
internal sealed record SiteWords(string Name, string Title, string Prose, string Source, string File, string Branch, string Address)
{
    /// <summary>What an ordinary team writes.</summary>
    public static SiteWords Plain { get; } = new(
        "Launch control",
        "HELLO-4: count in words",
        """
        ## Why

        Numbers are *hard to hear* over the engine, so the count is spoken. See **HELLO-2** and `launch.sh`.

        - [x] words for one to ten
        - [ ] a louder voice

        | word | number |
        |---|---|
        | three | 3 |

        ```sh
        for n in three two one; do say "$n"; done
        ```

        > Do not stand under it.
        """,
        """
        import { engine } from './engine';

        // Counts down, then lets go.
        export async function launch(seconds: number): Promise<void> {
            for (let left = seconds; left > 0; left--)
                await say(`${left}, and nothing about this line is short enough to fit on a narrow screen without scrolling`);

            engine.start();
        }
        """,
        "launch.ts",
        "feature/count-in-words",
        "https://builds.example.com/rocket/4");

    /// <summary>What somebody writes who wants a script of their own to run in the page of whoever reads it: it sets <c>pwned</c>.</summary>
    public static SiteWords Hostile { get; } = new(
        """<script>pwned=1</script>"'><img src=x onerror=pwned=1>""",
        """</title></textarea></script><script>pwned=1</script>"><svg/onload=pwned=1>' autofocus onfocus=pwned=1 HELLO-1 {{7*7}}""",
        """
        # <img src=x onerror=pwned=1> HELLO-1 HELLO-"onmouseover="pwned=1

        <script>pwned=1</script><iframe src="javascript:parent.pwned=1"></iframe><svg><animate onbegin=pwned=1 attributeName=x></svg>
        <form action="https://evil.example/"><button formaction="javascript:pwned=1">x</button></form><style>@import 'https://evil.example/x.css';</style>
        <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwned=1&gt;">

        [a](javascript:pwned=1) [b](JaVa&#x53;cript:pwned=1) [c](<java	script:pwned=1>) [d](data:text/html,<script>pwned=1</script>) [e](vbscript:pwned=1)
        [f](https://x.example "\" onmouseover=\"pwned=1") ![g](javascript:pwned=1) ![" onerror="pwned=1](/x) <javascript:pwned=1> [h][r] [i](//evil.example/)

        [r]: javascript:pwned=1 "x"

        ```js" onmouseover="pwned=1
        </code></pre><script>pwned=1</script>
        ```

        | <img src=x onerror=pwned=1> | `</code><script>pwned=1</script>` |
        |---|---|
        | @ada" onclick="pwned=1 | ~~<svg/onload=pwned=1>~~ |

        - [ ] <details open ontoggle=pwned=1>
        """,
        """
        <svg xmlns="http://www.w3.org/2000/svg" onload="parent.pwned=1"><script>pwned=1;top.pwned=1</script><a href="javascript:pwned=1"></a></svg>
        </code></pre></td></table></textarea><script>pwned=1</script><img src=x onerror=pwned=1>
        <!--><script>pwned=1</script>--> counts down ]]><script>pwned=1</script>
        """,
        """x"><img src=x onerror=pwned=1>'&quot;.svg""",
        """x"><svg/onload=pwned=1>'""",
        "javascript:pwned=1//");
}
