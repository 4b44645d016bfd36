using System.Net;
using Mortise.Server.Platform.Egress;

namespace Mortise.Server.Tests.Platform.Egress;

/// <summary>Where the host sends nothing. Source: the IANA registries of special-purpose addresses, and spellings known from attacks on such guards.</summary>
public sealed class AddressRulesTests
{
    private static readonly AddressRules Server = new(allowHttp: false, allowPrivate: false, []);
    private static readonly AddressRules Dev = new(allowHttp: true, allowPrivate: true, []);

    /// <summary>Refused in the profile <c>server</c>, whatever name led there.</summary>
    private static readonly string[] ClosedAddresses =
    [
        "127.0.0.1", "127.0.0.2", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.255",
        "169.254.169.254", "169.254.0.1", "168.63.129.16", "100.100.100.200", "100.64.0.1", "100.127.255.254", "0.0.0.0", "0.1.2.3", "192.0.0.1", "192.0.0.192",
        "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::127.0.0.1", "::10.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "64:ff9b:1:ffff::1", "2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:0:4136:e378::1",
        "2001:db8::1", "2001:2::1", "2001:10::1", "3fff::1", "5f00::1", "100::1", "fc00::1", "fd12:3456:789a::1", "fd00:ec2::254", "fe80::1", "fe80::1%1", "febf::1",
        "fec0::1", "feff::1", "ff02::1", "ff0e::1", "4000::1", "8000::1", "::2", "1::1",
    ];

    private static readonly string[] OpenAddresses =
    [
        "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1", "169.253.0.1", "172.15.255.255",
        "172.32.0.1", "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888",
    ];

    /// <summary>URLs that the profile <c>server</c> refuses by their text alone.</summary>
    private static readonly string[] ClosedUrls =
    [
        "http://app.example.com/", "HTTP://app.example.com/", "ftp://app.example.com/", "file:///etc/passwd", "gopher://127.0.0.1:70/", "javascript:alert(1)",
        "data:application/json,{}", "//app.example.com/", "/descriptor.json", "app.example.com/descriptor.json", "", "https://", "https:///x", "https://user@app.example.com/",
        "https://user:secret@app.example.com/", "https://app.example.com\\@127.0.0.1/", "https://app.example.com/a b", "https://app.example.com/\r\nX: y", "https://app.example.com\t/",
        "https://127.0.0.1/", "https://127.0.0.1:8443/", "https://127.0.0.1./", "https://127.1/", "https://127.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
        "https://0x7f.1/", "https://017700000001/", "https://0177.0.0.1/", "https://0177.1/", "https://00000177.0.0.1/", "https://127.0.0.01/", "https://0/", "https://0.0.0.0/",
        "https://3232235777/", "https://0xC0A80101/", "https://10.1/", "https://0xa9fea9fe/", "https://2852039166/", "https://169.254.169.254/latest/meta-data/",
        "https://0251.0376.0251.0376/", "https://1.2.3.4.5/", "https://256.1.1.1/", "https://1.2.3.999/", "https://0x100000000/", "https://a.1/", "https://localhost/", "https://LOCALHOST/",
        "https://localhost./", "https://app.localhost/", "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/", "https://[64:ff9b::127.0.0.1]/", "https://[2002:7f00:1::]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[2606:4700::1111%25eth0]/",
        "https://[fd00::1]/", "https://[fc00::1]:8443/", "https://[fec0::1]/", "https://[ff02::1]/",
    ];

    public static TheoryData<string> EveryClosedAddress => [.. ClosedAddresses];

    public static TheoryData<string> EveryOpenAddress => [.. OpenAddresses];

    public static TheoryData<string> EveryClosedUrl => [.. ClosedUrls];

    [Theory, MemberData(nameof(EveryClosedAddress))]
    public void The_server_profile_sends_nothing_to(string address)
    {
        var refusal = Server.RefusalOf(IPAddress.Parse(address));

        Assert.NotNull(refusal);
        Assert.Matches("Egress:|names a network interface|wraps an IPv4 address", refusal);
    }

    [Theory, MemberData(nameof(EveryOpenAddress))]
    public void The_public_Internet_is_open(string address) => Assert.Null(Server.RefusalOf(IPAddress.Parse(address)));

    [Theory, MemberData(nameof(EveryClosedUrl))]
    public void The_server_profile_does_not_ask_for(string url)
    {
        Assert.False(Server.TryRead(url, out _, out var refusal));
        Assert.NotEmpty(refusal!);
    }

    [Theory]
    [InlineData("https://app.example.com/descriptor.json")]
    [InlineData("https://app.example.com./descriptor.json")]
    [InlineData("https://app.example.com:8443/a?b=c#d")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("https://bücher.example/")]
    [InlineData("https://1password.example/")]
    public void The_server_profile_asks_for(string url) => Assert.True(Server.TryRead(url, out _, out _));

    [Theory]
    [InlineData("http://localhost:3000/descriptor.json")]
    [InlineData("http://127.0.0.1:3000/")]
    [InlineData("http://[::1]:3000/")]
    [InlineData("https://192.168.1.20/")]
    public void The_dev_profile_reaches_ones_own_machine_and_network(string url) => Assert.True(Dev.TryRead(url, out _, out _));

    [Theory]
    [InlineData("http://169.254.169.254/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    public void Even_the_dev_profile_keeps_away_from_metadata_and_multicast(string url) => Assert.False(Dev.TryRead(url, out _, out _));

    [Fact]
    public void A_range_that_is_allowed_by_name_is_open_and_its_neighbour_is_not()
    {
        var rules = new EgressOptions { AllowedRanges = ["10.20.0.0/16", "fd12::/64"] }.Rules();

        Assert.Null(rules.RefusalOf(IPAddress.Parse("10.20.3.4")));
        Assert.Null(rules.RefusalOf(IPAddress.Parse("fd12::5")));
        Assert.NotNull(rules.RefusalOf(IPAddress.Parse("10.21.0.1")));
        Assert.NotNull(rules.RefusalOf(IPAddress.Parse("::ffff:10.20.3.4")));
    }

    [Fact]
    public void A_range_that_is_none_stops_the_start_with_its_name()
    {
        var problems = new EgressOptions { AllowedRanges = ["10.20.0.0/16", "10.20.0.0/33", "everything"], CallbackSeconds = 0 }.Problems().ToArray();

        Assert.Equal(3, problems.Length);
        Assert.Contains("'10.20.0.0/33'", problems[0], StringComparison.Ordinal);
        Assert.Contains("'everything'", problems[1], StringComparison.Ordinal);
    }
}
