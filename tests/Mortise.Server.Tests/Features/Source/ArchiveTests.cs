using System.IO.Compression;
using System.Net;
using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Testing;
using static Mortise.Server.Tests.Features.Source.SourceWorld;

namespace Mortise.Server.Tests.Features.Source;

/// <summary>GET /{workspace}/{repo_slug}/get/{revision}.zip and its like; what large files cost.</summary>
[Collection(Measured.Name)]
public sealed class ArchiveTests
{
    [Fact]
    public async Task An_archive_of_any_revision_goes_to_whoever_may_fetch()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        var hash = await world.CommitAsync(world.RocketPath, "feature/1.0", ("100755", "bin/run", "run"u8.ToArray()), ("100644", "README.md", "hello"u8.ToArray()));
        var open = await world.CommitAsync(world.DocsPath, "main", ("100644", "index.md", "docs"u8.ToArray()));
        using var token = world.Server.WithBearer(await world.Server.AccessTokenAsync("acme/rocket", "repository"));
        using var anyName = world.Server.As("whoever", await world.Server.AccessTokenAsync("acme/rocket", "repository"));
        using var other = await world.Server.AsAsync(await world.Server.CreateUserAsync("zoe"), "account");

        foreach (var client in new[] { world.Ada, world.Bob, token, anyName })
            Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync($"/acme/rocket/get/{hash[..12]}.tar.gz")).Status);
        var zip = await world.Ada.GetAsync(new Uri($"{world.Server.Origin}/acme/rocket/get/feature/1.0.zip"), TestContext.Current.CancellationToken);
        using var archive = new ZipArchive(await zip.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var head = await world.Ada.AskAsync(HttpMethod.Head, "/acme/rocket/get/feature%2F1.0.zip");
        var pinned = await world.Server.Client.ReadAsync($"/acme/docs/get/{open}.tgz");

        Assert.Equal([$"acme-rocket-{hash[..12]}/", $"acme-rocket-{hash[..12]}/README.md", $"acme-rocket-{hash[..12]}/bin/", $"acme-rocket-{hash[..12]}/bin/run"], archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        Assert.Equal(("application/zip", $"attachment; filename=acme-rocket-{hash[..12]}.zip; filename*=UTF-8''acme-rocket-{hash[..12]}.zip"),
            (zip.Content.Headers.ContentType!.ToString(), zip.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal((HttpStatusCode.OK, zip.Headers.ETag!.ToString(), ""), (head.Status, head.Header("ETag"), head.Body));
        Assert.Equal(HttpStatusCode.NotModified, (await world.Ada.ReadAsync($"/acme/rocket/get/{hash}.zip", ("If-None-Match", zip.Headers.ETag.ToString()))).Status);
        Assert.Equal(("public, max-age=31536000, immutable", HttpStatusCode.OK), (pinned.Header("Cache-Control"), pinned.Status));
        foreach (var (client, path, status) in new[]
        {
            (world.Server.Client, $"/acme/rocket/get/{hash}.zip", HttpStatusCode.Unauthorized), (world.Server.Client, "/acme/nope/get/main.zip", HttpStatusCode.Unauthorized),
            (world.Eve, $"/acme/rocket/get/{hash}.zip", HttpStatusCode.NotFound), (other, $"/acme/docs/get/{open}.zip", HttpStatusCode.Forbidden),
            (world.Ada, "/acme/rocket/get/nope.zip", HttpStatusCode.NotFound), (world.Ada, $"/acme/rocket/get/{new string('1', 40)}.zip", HttpStatusCode.NotFound),
            (world.Ada, "/acme/rocket/get/feature/1.0.rar", HttpStatusCode.NotFound), (world.Ada, "/acme/rocket/get/.zip", HttpStatusCode.NotFound),
        })
            Assert.True((await client.ReadAsync(path)).Status == status, path);
    }

    [Fact]
    public async Task Sixty_megabytes_stream_out_and_twenty_come_in_with_constant_memory()
    {
        await using var world = await StartAsync(TestDatabase.Sqlite);
        var large = new byte[60 * 1024 * 1024];
        for (var at = 0; at < large.Length; at++)
            large[at] = (byte)(at ^ (at >> 12));
        var noise = large[..(20 * 1024 * 1024)];
        await world.CommitAsync(world.RocketPath, "main", ("100644", "large.bin", large));
        var url = new Uri($"{world.Server.Origin}{Rocket}/src/main/large.bin");
        await world.Bob.ReadAsync($"{Rocket}/src/main/?fields=values.size");

        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var answer = await world.Bob.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var hash = await System.Security.Cryptography.SHA256.HashDataAsync(body, TestContext.Current.CancellationToken);
        var sent = GC.GetTotalAllocatedBytes(precise: true) - before;
        using var form = new MultipartFormDataContent { { new ByteArrayContent(noise), "noise.bin", "noise.bin" } };
        before = GC.GetTotalAllocatedBytes(precise: true);
        using var posted = await world.Bob.PostAsync(new Uri($"{world.Server.Origin}{Rocket}/src"), form, TestContext.Current.CancellationToken);
        var taken = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(large), hash);
        Assert.True(sent < 15 * 1024 * 1024, $"60 MB sent, {sent >> 20} MB allocated");
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        Assert.True(taken < 10 * 1024 * 1024, $"20 MB taken, {taken >> 20} MB allocated");
        Assert.Equal($"{noise.Length}", await world.Git.GitAsync(world.RocketPath, "cat-file", "-s", "main:noise.bin"));
    }
}
