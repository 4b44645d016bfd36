using Mortise.Testing;

namespace Mortise.Git.Tests.Transport;

public sealed class CloneAndFetchTests : IAsyncLifetime
{
    private readonly GitFixture git = new();
    private string path = null!;
    private LoopbackGit server = null!;

    public async ValueTask InitializeAsync()
    {
        var repository = new GitRepository(git.PathOf("served"));
        await GitRepository.InitAsync(repository.Path, Mortise.Git.Refs.BranchName.Parse("main"));
        path = repository.Path;
        server = new LoopbackGit(repository);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        git.Dispose();
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_clone_has_every_branch_tag_and_object(int protocol)
    {
        await git.CommitManyAsync(path, "main", 300);
        await git.CommitAsync(path, "side", "x", ("side", "1"));
        await git.TagAsync(path, "v1", "main", "one");

        await git.GitAsync(git.Root, "-c", $"protocol.version={protocol}", "clone", "--quiet", "--mirror", server.Url, "copy");

        Assert.Equal(await git.GitAsync(path, "for-each-ref"), await git.GitAsync(git.PathOf("copy"), "for-each-ref"));
        await git.GitAsync(git.PathOf("copy"), "fsck", "--full");
    }

    [Fact]
    public async Task An_empty_repository_is_cloned_with_its_default_branch()
    {
        await git.GitAsync(git.Root, "clone", "--quiet", "--bare", server.Url, "copy");

        Assert.Equal("refs/heads/main", await git.GitAsync(git.PathOf("copy"), "symbolic-ref", "HEAD"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_shallow_clone_can_be_deepened(int protocol)
    {
        await git.CommitManyAsync(path, "main", 40);
        var version = $"protocol.version={protocol}";

        await git.GitAsync(git.Root, "-c", version, "clone", "--quiet", "--bare", "--depth=3", server.Url, "copy");
        var shallow = await git.GitAsync(git.PathOf("copy"), "rev-list", "--count", "main");
        await git.GitAsync(git.PathOf("copy"), "-c", version, "fetch", "--quiet", "--depth=10", "origin", "main");
        var deeper = await git.GitAsync(git.PathOf("copy"), "rev-list", "--count", "FETCH_HEAD");

        Assert.Equal(("3", "10"), (shallow, deeper));
    }

    [Fact]
    public async Task A_partial_clone_fetches_contents_when_they_are_needed()
    {
        await git.CommitManyAsync(path, "main", 20);

        await git.GitAsync(git.Root, "clone", "--quiet", "--bare", "--filter=blob:none", server.Url, "copy");
        var missing = await git.GitAsync(git.PathOf("copy"), "rev-list", "--objects", "--missing=print", "main");
        var content = await git.GitAsync(git.PathOf("copy"), "show", "main:files/7/7.txt");

        Assert.Contains("?", missing, StringComparison.Ordinal);
        Assert.Equal("content 7", content);
    }

    [Fact]
    public async Task A_fetch_brings_only_what_is_new()
    {
        await git.CommitManyAsync(path, "main", 400);
        await git.GitAsync(git.Root, "clone", "--quiet", "--mirror", server.Url, "copy");
        var next = await git.CommitAsync(path, "main", "next", ("a", "1"));

        await git.GitAsync(git.PathOf("copy"), "-c", "fetch.unpackLimit=10000", "fetch", "--quiet", "origin");

        Assert.Equal(next, await git.GitAsync(git.PathOf("copy"), "rev-parse", "main"));
        Assert.Contains("count: 3", await git.GitAsync(git.PathOf("copy"), "count-objects", "-v"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nonsense_is_answered_and_harms_nothing()
    {
        using var request = new MemoryStream("0032want aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n00000009done\n"u8.ToArray());
        using var response = new MemoryStream();

        var exit = await Mortise.Git.Transport.UploadPack.ServeAsync(new GitRepository(path), "version=0:x=$(id)", request, response, default);

        Assert.False(exit.Succeeded);
        Assert.Contains("ERR", System.Text.Encoding.UTF8.GetString(response.ToArray()), StringComparison.Ordinal);
    }
}
