using System.Text;
using System.Text.RegularExpressions;
using Mortise.Git.Signing;
using Mortise.Testing;

namespace Mortise.Git.Tests.Signing;

/// <summary>Packets and armour; GnuPG is asked where it is there.</summary>
public sealed partial class OpenPgpKeyTests
{
    private static readonly DateTimeOffset Made = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    // Sources: the check value of CRC-24/OPENPGP, and RFC 4880, 6.1, for nothing at all.
    [Theory]
    [InlineData("123456789", 0x21CF02)]
    [InlineData("", 0xB704CE)]
    public void The_checksum_is_that_of_the_format(string text, int sum) => Assert.Equal(sum, ArmoredText.Crc24(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Armour_has_its_marks_lines_of_64_and_a_checksum()
    {
        Assert.Equal("-----BEGIN PGP SIGNATURE-----\n\nMTIzNDU2Nzg5\n=Ic8C\n-----END PGP SIGNATURE-----\n", ArmoredText.Of("SIGNATURE", "123456789"u8));
        Assert.Equal([29, 0, 64, 64, 12, 5, 27, 0], ArmoredText.Of("SIGNATURE", new byte[105]).Split('\n').Select(line => line.Length));
    }

    [Fact]
    public async Task What_a_key_signs_is_the_same_each_time_and_good_in_the_eyes_of_gpg()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("gpg"), "gpg is not there; ./x test installs it");
        using var home = new TemporaryDirectory();
        var pkcs8 = OpenPgpKey.Generate();
        using var key = OpenPgpKey.Open(pkcs8, Made);
        using var again = OpenPgpKey.Open(pkcs8, Made);
        var signature = key.Sign("tree\n"u8, Made + TimeSpan.FromHours(1));
        home.Write("key", key.PublicKey("Mortise (workspace acme)", Made));
        home.Write("signature", signature);
        home.Write("good", "tree\n");
        home.Write("bad", "tree!\n");

        var imported = await GpgAsync(home, "--import", home.At("key"));
        var good = await GpgAsync(home, "--verify", home.At("signature"), home.At("good"));
        var bad = await GpgAsync(home, "--verify", home.At("signature"), home.At("bad"));

        Assert.Equal(signature, again.Sign("tree\n"u8, Made + TimeSpan.FromHours(1)));
        Assert.NotEqual(signature, again.Sign("tree\n"u8, Made + TimeSpan.FromHours(2)));
        Assert.Matches(Fingerprint(), key.Fingerprint);
        Assert.Contains($"IMPORT_OK 1 {key.Fingerprint}", imported, StringComparison.Ordinal);
        Assert.Contains($"VALIDSIG {key.Fingerprint} 2026-05-04 {Made.AddHours(1).ToUnixTimeSeconds()}", good, StringComparison.Ordinal);
        Assert.Contains("GOODSIG", good, StringComparison.Ordinal);
        Assert.Contains("BADSIG", bad, StringComparison.Ordinal);
    }

    private static async Task<string> GpgAsync(TemporaryDirectory home, params string[] arguments) =>
        (await ForeignProcess.RunAsync("gpg", ["--homedir", home.Path, "--batch", "--status-fd", "1", .. arguments])).Output;

    [GeneratedRegex("^[0-9A-F]{40}$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Fingerprint();
}
