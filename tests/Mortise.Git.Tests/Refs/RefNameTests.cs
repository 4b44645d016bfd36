using Mortise.Git.Refs;
using Mortise.Testing;

namespace Mortise.Git.Tests.Refs;

public sealed class RefNameTests
{
    /// <summary>Hostile and odd names; git itself is asked what each is worth.</summary>
    public static readonly string[] Names =
    [
        "refs/heads/main", "refs/heads/feature/door", "refs/tags/v1.0", "refs/heads", "refs/", "refs", "", "/", "main", "HEAD",
        "refs/heads/", "refs/heads//x", "refs/heads/x/", "refs//heads/x", "/refs/heads/x", "refs/heads/.x", "refs/heads/x.", "refs/heads/x./y", "refs/.heads/x",
        "refs/heads/../x", "refs/heads/a..b", "refs/heads/a.b", "refs/heads/..", "refs/heads/.", "refs/heads/x.lock", "refs/heads/x.lock/y", "refs/heads/.lock",
        "refs/heads/x.LOCK", "refs/heads/x.lockx", "refs/heads/lock", "refs/heads/a b", "refs/heads/a~1", "refs/heads/a^", "refs/heads/a:b", "refs/heads/a?",
        "refs/heads/*", "refs/heads/[x", "refs/heads/x]", "refs/heads/a\\b", "refs/heads/@", "refs/heads/@/x", "refs/heads/a@{1}", "refs/heads/a@b", "refs/heads/@{",
        "refs/heads/{x}", "refs/heads/-x", "refs/heads/--upload-pack=touch", "refs/-x/y", "-x", "--upload-pack=x", "refs/heads/HEAD", "refs/heads/é", "refs/heads/枝/🌿",
        "refs/heads/\x01", "refs/heads/a\tb", "refs/heads/a\nb", "refs/heads/a\x7fb", "refs/heads/$(id)", "refs/heads/;x|y&z", "refs/heads/a'b\"c", "refs/heads/a%00b",
        "refs/heads/refs/heads/x", "refs/notes/commits", "refs/x/y", "refs/heads/<x>", "refs/heads/!x", "refs/heads/#x", "refs/heads/a,b", "refs/heads/~", "refs/heads/a.lock.b",
    ];

    [Fact]
    public async Task A_reference_name_is_valid_exactly_when_git_says_so()
    {
        using var git = new GitFixture();
        var wrong = new List<string>();

        foreach (var name in Names)
        {
            var run = await git.TryGitAsync(git.Root, "check-ref-format", name);
            var expected = run.Code == 0 && name.StartsWith("refs/", StringComparison.Ordinal);
            if (RefName.TryParse(name, out _) != expected)
                wrong.Add(name);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_branch_name_is_valid_exactly_when_git_says_so()
    {
        using var git = new GitFixture();
        var repository = await git.InitAsync("r");
        var wrong = new List<string>();

        var shorts = Names.Where(name => name.StartsWith("refs/heads/", StringComparison.Ordinal)).Select(name => name["refs/heads/".Length..]);
        foreach (var name in shorts.Concat(["HEAD", "@", "-", "--", "main", "refs/heads/main"]).Distinct(StringComparer.Ordinal).Where(name => name.Length > 0))
        {
            var run = await git.TryGitAsync(repository, "check-ref-format", "--branch", name);
            if (BranchName.TryParse(name, out _) != (run.Code == 0))
                wrong.Add(name);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_name_with_NUL_or_half_a_character_is_refused()
    {
        Assert.False(RefName.TryParse("refs/heads/a\0b", out _));
        Assert.False(RefName.TryParse("refs/heads/a\ud83c", out _));
        Assert.False(RefName.TryParse([.. "refs/heads/"u8, 0xff], out _));
        Assert.False(BranchName.TryParse(null, out _));
    }

    [Fact]
    public void The_short_name_leaves_out_the_directory()
    {
        Assert.Equal("a/b", RefName.Parse("refs/heads/a/b").Short);
        Assert.Equal("v1", RefName.Parse("refs/tags/v1").Short);
        Assert.Equal("notes/x", RefName.Parse("refs/notes/x").Short);
        Assert.Equal("refs/heads/a/b", BranchName.Parse("a/b").Ref.Value);
    }
}
