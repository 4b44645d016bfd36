using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Commands;

public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("--profile nope", "Mortise:Profile is 'nope'; it is 'dev' or 'server'.")]
    [InlineData("--urls nowhere", "Mortise:Urls has 'nowhere'")]
    [InlineData("--urls http://127.0.0.1:1/path", "Mortise:Urls has 'http://127.0.0.1:1/path'")]
    [InlineData("--urls ,", "Mortise:Urls has ''")]
    [InlineData("--impersonate", "leave --impersonate out, or add --profile dev.")]
    [InlineData("--impersonate 70000 --profile dev", "Mortise:Impersonate is '70000'; it is a port, or 'true' for the usual one.")]
    [InlineData("--seed /nowhere/seed.yaml", "Mortise:Seed names /nowhere/seed.yaml, which is not there.")]
    public async Task A_bad_option_stops_the_start_with_one_clear_line(string flags, string expected)
    {
        using var directory = new TemporaryDirectory();

        var result = await CommandLine.MortiseAsync(["serve", "--data", directory.At("data"), .. flags.Split(' ')]);

        Assert.Equal(1, result.Code);
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("Egress__DescriptorSeconds", "0", "Egress:DescriptorSeconds is 0; it is 1 to 60.")]
    [InlineData("Egress__AllowedRanges__0", "10.0.0.0/99", "Egress:AllowedRanges has '10.0.0.0/99'")]
    [InlineData("Egress__AllowHtp", "true", "Egress:AllowHtp is not a setting; there are AllowHttp, ")]
    [InlineData("Connect__StrictJwt", "perhaps", "Connect:StrictJwt")]
    [InlineData("Git__MaxPushBytes", "-1", "Git:MaxPushBytes is -1; it is at least 1.")]
    [InlineData("Git__IntentPatience", "soon", "Git:IntentPatience")]
    [InlineData("Mortise__Database", "nonsense;Password=secret", "Mortise:Database is not a connection string")]
    [InlineData("Mortise__PublicUrl", "https://code.example.com/path", "Mortise:PublicUrl")]
    [InlineData("Mortise__TrustedProxies", "127.0.0.1, 0.0.0.0/0", "Mortise:TrustedProxies has '0.0.0.0/0'; it takes addresses")]
    public async Task A_bad_setting_in_the_environment_stops_the_start_with_one_clear_line(string name, string value, string expected)
    {
        using var directory = new TemporaryDirectory();

        var result = await CommandLine.BashAsync($"{name}='{value}' mortise serve --data {directory.At("data")} --urls http://127.0.0.1:{CommandLine.FreePort()}");

        Assert.Equal(1, result.Code);
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(directory.At("data/mortise.db")));
    }

    [Theory]
    [InlineData("serve --nope", "Unrecognized command or argument '--nope'.")]
    [InlineData("token add", "Say whose token it is")]
    [InlineData("token add --user ada --workspace acme", "Say whose token it is")]
    [InlineData("repository add acme/rocket --private --public", "either --private or --public")]
    [InlineData("user", "See: mortise user --help")]
    public async Task A_command_that_cannot_be_understood_ends_with_one_line_and_code_2(string line, string expected)
    {
        var result = await CommandLine.MortiseAsync(line.Split(' '));

        Assert.Equal(2, result.Code);
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_verb_it_lists_the_verbs()
    {
        var result = await CommandLine.MortiseAsync();

        Assert.Equal(0, result.Code);
        Assert.All(["serve", "user", "workspace", "repository", "token", "app", "jwt"], verb => Assert.Contains($"  {verb} ", result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_serves_says_where_it_is_and_leaves_on_SIGTERM()
    {
        using var directory = new TemporaryDirectory();
        var (server, origin) = await RunningProgram.ServeAsync(directory.Path);
        await using var stopping = server;

        var known = JsonDocument.Parse(await File.ReadAllTextAsync(directory.At("server.json"))).RootElement;
        var mode = File.GetUnixFileMode(directory.At("admin.token"));
        var code = await server.StopAsync();

        Assert.Equal(origin, known.GetProperty("url").GetString());
        Assert.Equal(server.ProcessId, known.GetProperty("pid").GetInt32());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.Equal(0, code);
        Assert.False(File.Exists(directory.At("server.json")));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task A_second_server_is_refused_on_the_directory_and_on_the_port_of_the_first()
    {
        using var directory = new TemporaryDirectory();
        var (first, origin) = await RunningProgram.ServeAsync(directory.At("one"));
        await using var stopping = first;

        var sameDirectory = await CommandLine.MortiseAsync("serve", "--data", directory.At("one"), "--urls", $"http://127.0.0.1:{CommandLine.FreePort()}");
        var samePort = await CommandLine.MortiseAsync("serve", "--data", directory.At("two"), "--urls", origin);

        Assert.Equal((1, 1), (sameDirectory.Code, samePort.Code));
        Assert.Contains("is in use by another mortise server", Assert.Single(sameDirectory.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("address already in use. Choose another with --urls.", Assert.Single(samePort.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        using var directory = new TemporaryDirectory();
        await using (var database = new Mortise.Server.Platform.Data.SqliteDatabase(directory.At("mortise.db")))
        {
            await database.MigrateAsync(CancellationToken.None);
            await database.WriteAsync(write => write.ExecuteAsync("INSERT INTO schema_versions (number, name) VALUES (9999, 'later')"), CancellationToken.None);
        }

        var result = await CommandLine.MortiseAsync("serve", "--data", directory.Path, "--urls", $"http://127.0.0.1:{CommandLine.FreePort()}");

        Assert.Equal(1, result.Code);
        Assert.Contains("The database has schema version 9999", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
