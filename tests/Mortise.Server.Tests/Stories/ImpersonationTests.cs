using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>Apps and scripts that know no other address than Bitbucket's, told by what <c>mortise serve --impersonate</c> prints.</summary>
public sealed class ImpersonationTests
{
    private const string Seed = """
        users:
          - username: ada
            name: Ada
            emails: [ada@example.com]
            app_passwords:
              - secret: secret-of-ada
        workspaces:
          - slug: acme
            name: Acme
            members: { ada: owner }
            repositories:
              - slug: rocket
                name: rocket
                private: true
        """;

    private static readonly string Clients = SourceTree.Path("tests", "clients");

    [Fact]
    [Requirement("P21")]
    public async Task An_app_on_atlassian_connect_express_installs_itself_unchanged()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("node") && Directory.Exists(Path.Combine(Clients, "node_modules")), "node or tests/clients/node_modules is not there; ./x test brings both");
        using var directory = new TemporaryDirectory();
        var (server, origin) = await ServeAsync(directory);
        await using var stopping = server;
        var printed = await LineAsync(server, "Node");
        directory.Write("main.js", $"require({JsonSerializer.Serialize(Path.Combine(Clients, "ace-app", "app.js"))})");
        directory.Write("credentials.json", """{"bitbucket": {"username": "ada", "password": "secret-of-ada"}}""");

        // The environment as printed; what the package asks for on its own is https://api.bitbucket.org/2.0/account/ada/addons.
        var environment = printed.Split(' ').Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => (word[..word.IndexOf('=')], word[(word.IndexOf('=') + 1)..])).ToArray();
        Assert.Equal(["NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "NO_PROXY"], environment.Select(variable => variable.Item1));
        var (process, descriptor) = await ForeignProcess.StartAsync("node", [directory.At("main.js"), "register"], directory.Path, environment);
        await using var ending = process;
        using var client = new HttpClient();
        var heard = await Eventually.SeeAsync(() => client.GetStringAsync(new Uri(new Uri(descriptor), "/control")), static heard => heard != "[]", "installation");

        Assert.Equal("installed", JsonDocument.Parse(heard).RootElement[0].GetProperty("event").GetString());
        var listed = await CommandLine.BashAsync($"curl -sS -u ada:secret-of-ada {origin}/2.0/account/ada/addons");
        Assert.Equal("com.example.ace.state", JsonDocument.Parse(listed.Output).RootElement.GetProperty("values")[0].GetProperty("key").GetString());
    }

    [Fact]
    [Requirement("P21")]
    public async Task Both_names_answer_as_the_host_itself_and_nothing_else_does()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("curl"), "curl is not there; ./x test installs it");
        using var directory = new TemporaryDirectory();
        var (server, origin) = await ServeAsync(directory);
        await using var stopping = server;
        var printed = (await LineAsync(server, "curl")).Replace("curl ", "curl -sS --fail-with-body -u ada:secret-of-ada ", StringComparison.Ordinal);
        var words = printed.Split(' ');
        var trust = $"--cacert {words[Array.IndexOf(words, "--cacert") + 1]}";
        var port = new Uri(words[Array.IndexOf(words, "--proxy") + 1]).Port;
        string To(string name, string path = "/healthz") => $"curl -sS {trust} --noproxy '*' --resolve {name}:{port}:127.0.0.1 https://{name}:{port}{path}";

        // The line as printed: what it answers is what the host answers at its own address, links and all.
        var asBitbucket = await CommandLine.BashAsync(printed + "/acme/rocket");
        var asItself = await CommandLine.BashAsync($"curl -sS -u ada:secret-of-ada {origin}/2.0/repositories/acme/rocket");
        Assert.True(asBitbucket.Code == 0, asBitbucket.Output + asBitbucket.Errors);
        Assert.Equal(asItself.Output, asBitbucket.Output);
        Assert.Contains($"\"{origin}/2.0/repositories/acme/rocket\"", asBitbucket.Output, StringComparison.Ordinal);

        // The addresses that apps have written into them.
        Assert.Equal("{\"status\":\"ok\"}", (await CommandLine.BashAsync(To("api.bitbucket.org"))).Output.Trim());
        Assert.Contains("invalid_request", (await CommandLine.BashAsync(To("bitbucket.org", "/site/oauth2/access_token") + " -X POST -d nothing=1")).Output, StringComparison.Ordinal);

        // Other names, other targets, and no TLS.
        Assert.NotEqual(0, (await CommandLine.BashAsync(To("www.bitbucket.org") + " -k")).Code);
        Assert.NotEqual(0, (await CommandLine.BashAsync($"curl -sS {trust} --noproxy '*' https://127.0.0.1:{port}/healthz -k")).Code);
        foreach (var target in (string[])["example.com:443", "api.bitbucket.org:22", "127.0.0.1:443", "bitbucket.org.example.com:443"])
            Assert.StartsWith("HTTP/1.1 403", await SayAsync(port, $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n"), StringComparison.Ordinal);

        Assert.StartsWith("HTTP/1.1 403", await SayAsync(port, "GET http://api.bitbucket.org/2.0/user HTTP/1.1\r\nHost: api.bitbucket.org\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("", await SayAsync(port, new string('x', 9000)));
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await SayAsync(port, "CONNECT API.bitbucket.org:443 HTTP/1.1\r\n\r\nno TLS at all"));
    }

    private static Task<(RunningProgram Server, string Origin)> ServeAsync(TemporaryDirectory directory) => RunningProgram.ServeAsync(
        directory.At("data"), "--seed", directory.Write("seed.yaml", Seed), "--impersonate", CommandLine.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The printed line of that name, without the name.</summary>
    private static async Task<string> LineAsync(RunningProgram server, string name) =>
        (await server.OutputWithAsync("  Hosts ")).Split('\n').Select(line => line.Trim()).Last(line => line.StartsWith(name + " ", StringComparison.Ordinal))[name.Length..].Trim();

    /// <summary>Sends the text and reads until the other side closes.</summary>
    private static async Task<string> SayAsync(int port, string text)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(stream, System.Text.Encoding.ASCII);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";      // closed with what it had not read
        }
    }
}
