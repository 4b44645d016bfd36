using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>Descriptors that cannot be had, or are none: every install fails with its cause, and nothing is left of it.</summary>
public sealed class FetchDescriptorTests
{
    [Fact]
    public Task A_page_that_is_not_there() => Fails(context =>
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }, "fetch", "answers 404");

    [Fact]
    public Task A_page_that_is_not_json() => Fails(context => context.Response.WriteAsync("<html>"), "validation", "text that is not JSON");

    [Fact]
    public Task An_array() => Fails(context => context.Response.WriteAsync("[]"), "validation", "");

    [Fact]
    public Task A_descriptor_without_a_key() => Fails(context => context.Response.WriteAsync("""{"name": "x", "baseUrl": "http://127.0.0.1:1", "authentication": {"type": "jwt"}}"""), "validation", "/key");

    [Fact]
    public Task More_than_512_KiB_by_its_length() => Fails(context => context.Response.WriteAsync(new string(' ', (512 * 1024) + 1)), "fetch", "more than 524288 bytes");

    [Fact]
    public Task More_than_512_KiB_without_a_length() => Fails(async context =>
    {
        for (var chunk = 0; chunk < 100; chunk++)
            await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
    }, "fetch", "more than 524288 bytes");

    [Fact]
    public Task A_body_that_trickles() => Fails(async context =>
    {
        while (true)
        {
            await context.Response.Body.WriteAsync(" "u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(50, context.RequestAborted);
        }
    }, "fetch", "within 1 s", seconds: 1);

    [Fact]
    public Task A_server_that_never_answers() => Fails(context => Task.Delay(Timeout.Infinite, context.RequestAborted), "fetch", "within 1 s", seconds: 1);

    [Fact]
    public Task A_compressed_body_that_would_be_huge() => Fails(async context =>
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        var zeros = new byte[1024 * 1024];
        for (var part = 0; part < 64; part++)
            await gzip.WriteAsync(zeros, context.RequestAborted);
    }, "fetch", "Content-Encoding gzip");

    [Fact]
    public Task Redirects_without_end() => Fails(context =>
    {
        context.Response.Redirect("/again");
        return Task.CompletedTask;
    }, "fetch", "redirects more than 5 times");

    [Fact]
    public Task A_redirect_to_a_metadata_service() => Fails(context =>
    {
        context.Response.Redirect("http://169.254.169.254/latest/meta-data/");
        return Task.CompletedTask;
    }, "fetch", "169.254.169.254 is in 169.254.169.254/32");

    [Fact]
    public Task A_redirect_to_a_file() => Fails(context =>
    {
        context.Response.Headers.Location = "file:///etc/passwd";
        context.Response.StatusCode = 302;
        return Task.CompletedTask;
    }, "fetch", "");

    [Theory]
    [InlineData("//[x")]
    [InlineData("//")]
    [InlineData("///")]
    public Task A_redirect_to_no_address(string location) => Fails(context =>
    {
        context.Response.Headers.Location = location;
        context.Response.StatusCode = 302;
        return Task.CompletedTask;
    }, "fetch", "redirects to an address that is none");

    [Theory]
    [InlineData("""{"key": "\ud800"}""")]
    [InlineData("""{"\ud800 in a name": 1, "key": "build-badges"}""")]
    [InlineData("""{"key": "build-badges", "modules": {"webPanels": [{"name": {"value": "\udc00"}}]}}""")]
    public Task A_text_with_half_of_a_surrogate_pair(string json) => Fails(context => context.Response.WriteAsync(json), "validation", "not JSON");

    [Fact]
    public async Task A_redirect_to_the_descriptor_is_followed()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.ServeDescriptor = async context =>
        {
            if (context.Request.Path == "/" && context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
                context.Response.Redirect("/descriptor.json");
            else
                await context.Response.WriteAsync(app.Descriptor.ToJsonString());
        };

        var installed = await PostAsync(server, app.Origin + "/", "acme");

        var fetch = installed.Json.GetProperty("report").GetProperty("fetch");
        Assert.Equal(HttpStatusCode.Created, installed.Status);
        Assert.Equal(app.DescriptorUrl, fetch.GetProperty("redirects")[0].GetString());
        Assert.Equal(app.Origin + "/", installed.Json.GetProperty("installation").GetProperty("descriptor_url").GetString());
    }

    [Fact]
    public async Task The_server_profile_refuses_a_private_address_and_names_the_setting()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, ("Mortise:Profile", "server"), ("Egress:AllowHttp", "true"));
        await server.CreateWorkspaceAsync("acme");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        var byName = new UriBuilder(app.DescriptorUrl) { Host = "localhost." }.Uri.AbsoluteUri;

        var refused = await PostAsync(server, app.DescriptorUrl, "acme");
        var named = await PostAsync(server, byName, "acme");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("Egress:AllowPrivateNetworks", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Egress:AllowPrivateNetworks", named.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_to_an_address_that_is_closed_takes_the_install_back()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.Descriptor["lifecycle"]!["installed"] = "http://169.254.169.254/installed";

        var refused = await PostAsync(server, app.DescriptorUrl, "acme");
        var list = await server.AdminAsync(HttpMethod.Get, "/apps");

        Assert.Contains("metadata service", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(list.Json.GetProperty("values").EnumerateArray());
    }

    private static async Task Fails(Func<HttpContext, Task> serve, string step, string cause, int seconds = 60)
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, ("Egress:DescriptorSeconds", $"{seconds}"));
        await server.CreateWorkspaceAsync("acme");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.ServeDescriptor = serve;

        var refused = await PostAsync(server, app.DescriptorUrl, "acme");
        var list = await server.AdminAsync(HttpMethod.Get, "/apps");

        var failure = refused.Json.GetProperty("error").GetProperty("data").GetProperty("report").GetProperty("failure");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(step, failure.GetProperty("step").GetString());
        Assert.Contains(cause, failure.GetProperty("cause").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(failure.GetProperty("fix").GetString()!);
        Assert.Empty(list.Json.GetProperty("values").EnumerateArray());
        Assert.Empty(app.Callbacks);
    }

    private static Task<TestAnswer> PostAsync(TestServer server, string url, string workspace) =>
        server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url, workspace }));
}
