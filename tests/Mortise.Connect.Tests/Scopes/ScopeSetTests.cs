using Mortise.Connect.Scopes;

namespace Mortise.Connect.Tests.Scopes;

public sealed class ScopeSetTests
{
    /// <summary>Scope, then its whole closure. Source: <c>connect.md</c> 11.1 and <c>rest.md</c> 5.1, with their decisions.</summary>
    [Theory]
    [InlineData("project", "project repository")]
    [InlineData("project:write", "project project:write repository")]
    [InlineData("project:admin", "project:admin")]
    [InlineData("repository", "repository")]
    [InlineData("repository:write", "repository repository:write")]
    [InlineData("repository:admin", "repository:admin")]
    [InlineData("repository:delete", "repository:delete")]
    [InlineData("pullrequest", "repository pullrequest")]
    [InlineData("pullrequest:write", "repository repository:write pullrequest pullrequest:write")]
    [InlineData("issue", "issue")]
    [InlineData("issue:write", "issue issue:write")]
    [InlineData("wiki", "wiki")]
    [InlineData("webhook", "webhook")]
    [InlineData("snippet", "snippet")]
    [InlineData("snippet:write", "snippet snippet:write")]
    [InlineData("email", "email")]
    [InlineData("account", "email account")]
    [InlineData("account:write", "email account account:write")]
    [InlineData("team", "email account team")]
    [InlineData("team:write", "email account account:write team team:write")]
    [InlineData("pipeline", "pipeline")]
    [InlineData("pipeline:write", "pipeline pipeline:write")]
    [InlineData("pipeline:variable", "pipeline pipeline:variable")]
    [InlineData("runner", "runner")]
    [InlineData("runner:write", "runner runner:write")]
    [InlineData("issue:write pullrequest", "repository pullrequest issue issue:write")]
    [InlineData("", "")]
    public void A_set_closes_over_what_its_scopes_imply(string scopes, string closure)
    {
        Assert.True(ScopeSet.TryParse(scopes, out var set, out _));
        Assert.Equal(closure, set.Closure().ToString());
        Assert.Equal(set.Closure(), set.Closure().Closure());
        Assert.True(set.IsSubsetOf(set.Closure()));
    }

    [Theory]
    [InlineData("repository", "repository")]
    [InlineData("pullrequest repository", "repository pullrequest")]
    [InlineData("pullrequest,repository", "repository pullrequest")]
    [InlineData("  pullrequest, ,repository,", "repository pullrequest")]
    [InlineData("wiki wiki wiki", "wiki")]
    [InlineData("", "")]
    public void Names_are_read_in_any_order_and_written_in_table_order(string text, string written)
    {
        Assert.True(ScopeSet.TryParse(text, out var set, out var unknown));
        Assert.Equal(written, set.ToString());
        Assert.Null(unknown);
    }

    [Theory]
    [InlineData("Repository", "Repository")]
    [InlineData("repository repository:read", "repository:read")]
    [InlineData("test", "test")]
    [InlineData("repository\twiki", "repository\twiki")]
    [InlineData("wiki:write,nonsense", "wiki:write")]
    [InlineData("repository:", "repository:")]
    [InlineData(":repository", ":repository")]
    [InlineData("repository:write:write", "repository:write:write")]
    [InlineData("repository:Write", "repository:Write")]
    [InlineData("repository;wiki", "repository;wiki")]
    [InlineData("repository\u00a0wiki", "repository\u00a0wiki")]
    [InlineData("repository\u200b", "repository\u200b")]
    [InlineData("repository\uff1awrite", "repository\uff1awrite")]
    [InlineData("reposit\u043ery", "reposit\u043ery")]
    [InlineData("repository\0", "repository\0")]
    [InlineData("*", "*")]
    [InlineData("read:repository:bitbucket", "read:repository:bitbucket")]
    public void The_first_unknown_name_is_told(string text, string expected)
    {
        Assert.False(ScopeSet.TryParse(text, out var set, out var unknown));
        Assert.Equal(expected, unknown);
        Assert.True(set.IsEmpty);
    }

    /// <summary>Whether a descriptor that asks for the second is within what was granted by the first: closures are compared, not names.</summary>
    [Theory]
    [InlineData("pullrequest:write", "repository:write pullrequest repository", true)]
    [InlineData("pullrequest:write", "repository:write repository:write", true)]
    [InlineData("team:write", "account email", true)]
    [InlineData("project", "repository", true)]
    [InlineData("repository", "", true)]
    [InlineData("repository:write pullrequest", "pullrequest:write", false)]
    [InlineData("repository:admin", "repository", false)]
    [InlineData("repository:write", "repository:admin", false)]
    [InlineData("project:admin", "project", false)]
    [InlineData("account", "account:write", false)]
    [InlineData("issue", "issue:write", false)]
    [InlineData("", "email", false)]
    public void What_is_within_a_grant_is_told_by_closures(string granted, string asked, bool within)
    {
        Assert.True(ScopeSet.TryParse(granted, out var grant, out _));
        Assert.True(ScopeSet.TryParse(asked, out var more, out _));

        Assert.Equal(within, more.Closure().IsSubsetOf(grant.Closure()));
        Assert.True(more.Closure().IsSubsetOf(ScopeSet.All.Closure()));
    }

    [Fact]
    public void Every_scope_has_a_name_that_leads_back_to_it()
    {
        Assert.Equal(25, ScopeSet.All.Count);
        foreach (var scope in ScopeSet.All)
        {
            Assert.True(ScopeNames.TryParseWireName(scope.ToWireName(), out var same));
            Assert.Equal(scope, same);
        }
    }

    [Fact]
    public void A_set_behaves_like_a_set()
    {
        var some = ScopeSet.Of(Scope.Wiki, Scope.Email, Scope.Wiki);

        Assert.Equal([Scope.Wiki, Scope.Email], some);
        Assert.Equal(2, some.Count);
        Assert.True(some.Contains(Scope.Wiki));
        Assert.False(some.Contains(Scope.Project));
        Assert.Equal(some, ScopeSet.Of(Scope.Wiki) | ScopeSet.Of(Scope.Email));
        Assert.Equal(ScopeSet.Of(Scope.Email), some.Except(ScopeSet.Of(Scope.Wiki)));
        Assert.Equal(ScopeSet.Of(Scope.Email), some.Intersect(ScopeSet.Of(Scope.Email, Scope.Issue)));
        Assert.True(ScopeSet.None.IsSubsetOf(some));
        Assert.False(ScopeSet.All.IsSubsetOf(some));
        Assert.Equal("wiki email", some.ToString());
    }
}
