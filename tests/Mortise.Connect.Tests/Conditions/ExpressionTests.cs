using FsCheck;
using FsCheck.Fluent;
using Mortise.Connect.Conditions;

namespace Mortise.Connect.Tests.Conditions;

/// <summary>The grammar of <c>connect.md</c> 4.2 and its bounds.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("repository.uuid")]
    [InlineData("app.key")]
    [InlineData("repository.properties.get(attribute=app.key).myproperty.enabled")]
    [InlineData("x.get(attribute='a.b', other=\"c\", n=-1.5e3, t=true, f=false, z=null)")]
    [InlineData(" x . y ( a = b . c ) ")]
    [InlineData("x.y()")]
    [InlineData("_a-b.c_d")]
    public void It_reads(string text) => Assert.True(Expression.TryParse(text, out _, out var problem), problem);

    [Theory]
    [InlineData("", "a name at character 1")]
    [InlineData("1a", "a name at character 1")]
    [InlineData("a.", "a name at character 3")]
    [InlineData("a b", "a dot or the end at character 3")]
    [InlineData("a.get(", "a name at character 7")]
    [InlineData("a.get(x)", "an equals sign at character 8")]
    [InlineData("a.get(x=1", "a comma or a closing parenthesis at character 10")]
    [InlineData("a.get(x='1)", "a string that ends with the quote that it begins with at character 9")]
    [InlineData("a.get(x=1e)", "a number at character 9")]
    [InlineData("a.get(x=[1])", "a name at character 9")]
    [InlineData("é", "a name at character 1")]
    public void It_says_what_was_expected(string text, string expected)
    {
        Assert.False(Expression.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void It_is_bounded()
    {
        Assert.False(Expression.TryParse(new string('a', Expression.MaxLength + 1), out _, out _));
        Assert.True(Expression.TryParse(string.Join('.', Enumerable.Repeat("a", Expression.MaxSegments)), out _, out _));
        Assert.False(Expression.TryParse(string.Join('.', Enumerable.Repeat("a", Expression.MaxSegments + 1)), out _, out _));
        Assert.True(Expression.TryParse("a(x=a(x=a(x=a(x=1))))", out _, out _));
        Assert.False(Expression.TryParse("a(x=a(x=a(x=a(x=a(x=1)))))", out _, out _));
        Assert.False(Expression.TryParse(string.Concat(Enumerable.Repeat("a(x=", 500)), out _, out _));
    }

    [Fact]
    public void Any_text_is_read_or_refused() => Prop.ForAll(
        Gen.Elements("a", ".", "(", ")", "=", ",", "'", "\"", " ", "1", "-", "true", "é", "\0", "get").ListOf().Select(string.Concat).ToArbitrary(),
        text => Expression.TryParse(text, out var expression, out var problem) == (expression is not null) && expression is null == problem is not null)
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
