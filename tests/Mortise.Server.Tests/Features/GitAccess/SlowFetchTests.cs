using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

public sealed class SlowFetchTests
{
    [Fact]
    public async Task Nobody_holds_a_git_of_the_host_by_a_fetch_that_never_comes_to_its_end()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);

        var answer = await server.SendAsync(
            "POST", "/acme/docs.git/git-upload-pack", [("Content-Type", "application/x-git-upload-pack-request"), ("Content-Length", "100")])
            .WaitAsync(Eventually.Patience);

        Assert.Equal(400, answer.Status);
    }
}
