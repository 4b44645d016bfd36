using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Tests.Features.Users;

public sealed class AccountNameTests
{
    [Theory]
    [InlineData("ada")]
    [InlineData("ada-lovelace_2")]
    [InlineData("1password")]
    public void These_are_names(string text) => Assert.True(AccountName.TryParse(text, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-ada")]
    [InlineData("--upload-pack")]
    [InlineData("_")]
    [InlineData("ada lovelace")]
    [InlineData("ada/..")]
    [InlineData("ada.git")]
    [InlineData("ädä")]
    [InlineData("ada\n")]
    [InlineData("{3f1d0a1e-6f0e-4c0e-9d4f-2a9f0c5b7e11}")]
    public void These_are_not(string? text) => Assert.False(AccountName.TryParse(text, out _, out _));

    [Theory]
    [InlineData("2.0")]
    [InlineData("api")]
    [InlineData("!api")]
    [InlineData("site")]
    [InlineData("_")]
    [InlineData("account")]
    [InlineData("healthz")]
    [InlineData("readyz")]
    [InlineData("Atlassian-Connect")]
    [InlineData("workspaces")]
    [InlineData("docs")]
    [InlineData("static")]
    public void Addresses_of_the_server_are_taken(string text)
    {
        Assert.True(ReservedSegments.Contains(text));
        Assert.False(AccountName.TryParse(text, out _, out _));
    }

    [Fact]
    public void A_name_has_62_characters_at_most()
    {
        Assert.True(AccountName.TryParse(new string('a', 62), out _, out _));
        Assert.False(AccountName.TryParse(new string('a', 63), out _, out _));
    }
}
