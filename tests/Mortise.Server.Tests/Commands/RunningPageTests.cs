using System.CommandLine.Parsing;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Mortise.Server.Commands;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Egress;
using Mortise.Testing;

namespace Mortise.Server.Tests.Commands;

/// <summary>The lines of <c>docs/running.md</c>: each is a command, a setting or a unit that is taken.</summary>
public sealed partial class RunningPageTests
{
    private static readonly string Page = File.ReadAllText(SourceTree.Path("docs", "running.md"));

    [Fact]
    public void Every_command_of_the_page_is_one()
    {
        var lines = Blocks("sh").Concat(Blocks("ini")).SelectMany(block => block.Split('\n')).Select(line => Own().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["arguments"].Value).ToArray();

        Assert.InRange(lines.Length, 7, 100);
        Assert.All(lines, line => Assert.Empty(MortiseCommands.Root().Parse([.. CommandLineParser.SplitCommandLine(line)]).Errors.Select(error => $"{line}: {error.Message}")));
        Assert.NotEmpty(MortiseCommands.Root().Parse(["user", "pass", "ada"]).Errors);
    }

    [Fact]
    public void Every_setting_of_the_page_exists_and_is_sound()
    {
        var set = Blocks("ini").SelectMany(block => block.Split('\n')).Where(line => line.StartsWith("MORTISE__", StringComparison.Ordinal)).Select(line => line.Split('=', 2)).ToArray();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(set.Select(pair => new KeyValuePair<string, string?>(pair[0].Replace("__", ":", StringComparison.Ordinal), pair[1]))).Build();
        var options = Settings.Read<MortiseOptions>(configuration, MortiseOptions.Section, read => read.Problems());
        string[] sections = ["Mortise", "Egress"];
        var named = Named().Matches(Page).Select(match => (Section: match.Groups["section"].Value, Name: match.Groups["name"].Value)).Distinct().ToArray();

        Assert.Equal(("https://code.example.com", "Host=/run/postgresql;Username=mortise;Database=mortise"), (options.PublicUrl, options.Database));
        Assert.All(named, one => Assert.Contains(one.Section, sections));
        Assert.All(named, one => Assert.NotNull((one.Section == "Mortise" ? typeof(MortiseOptions) : typeof(EgressOptions)).GetProperty(one.Name)));
        Assert.InRange(named.Length, 3, 20);
    }

    [Fact]
    public async Task Systemd_takes_the_unit()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("systemd-analyze"), "systemd-analyze is not there; the package systemd has it");
        using var directory = new TemporaryDirectory();
        var unit = Assert.Single(Blocks("ini"), block => block.Contains("[Service]", StringComparison.Ordinal));
        var path = directory.Write("mortise.service", unit.Replace("/opt/mortise/mortise", CommandLine.Own("mortise"), StringComparison.Ordinal));

        var run = await ForeignProcess.RunAsync("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", path]);

        Assert.True(run.Code == 0 && !run.Errors.Contains("mortise.service", StringComparison.Ordinal), run.Errors);
    }

    [Fact]
    public async Task Nginx_takes_the_example()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("nginx"), "nginx is not there; the package nginx has it");
        using var directory = new TemporaryDirectory();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=code.example.com", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        directory.Write("fullchain.pem", certificate.ExportCertificatePem());
        directory.Write("privkey.pem", key.ExportPkcs8PrivateKeyPem());
        var site = Assert.Single(Blocks("nginx")).Replace("/etc/letsencrypt/live/code.example.com", directory.Path, StringComparison.Ordinal)
            .Replace("listen 443 ssl", $"listen 127.0.0.1:{CommandLine.FreePort()} ssl", StringComparison.Ordinal);
        var own = string.Concat(((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(kind => $"{kind}_temp_path {directory.At(kind)};\n"));
        var path = directory.Write("nginx.conf", $"pid {directory.At("pid")};\nerror_log stderr;\nevents {{ }}\nhttp {{\naccess_log off;\n{own}{site}}}\n");

        var run = await ForeignProcess.RunAsync("nginx", ["-t", "-c", path, "-p", directory.Path]);

        Assert.True(run.Code == 0 && !run.Errors.Contains("[warn]", StringComparison.Ordinal), run.Errors);
    }

    [Fact]
    public async Task Caddy_takes_the_example()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("caddy"), "caddy is not there; the package caddy has it");
        using var directory = new TemporaryDirectory();
        var path = directory.Write("Caddyfile", Assert.Single(Blocks("caddy")));

        var run = await ForeignProcess.RunAsync("caddy", ["validate", "--adapter", "caddyfile", "--config", path], directory.Path, ("HOME", directory.Path), ("XDG_DATA_HOME", directory.Path));

        Assert.True(run.Code == 0, run.Output + run.Errors);
    }

    private static IEnumerable<string> Blocks(string kind) =>
        Block().Matches(Page).Where(match => match.Groups["kind"].Value == kind).Select(match => match.Groups["text"].Value);

    [GeneratedRegex("^```(?<kind>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Block();

    [GeneratedRegex("(^|[ =])/opt/mortise/mortise (?<arguments>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Own();

    [GeneratedRegex("`(?<section>[A-Z][A-Za-z]+):(?<name>[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Named();
}
