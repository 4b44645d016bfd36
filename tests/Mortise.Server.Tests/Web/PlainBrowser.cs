using System.Net;
using System.Text.RegularExpressions;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

/// <summary>A browser as far as pages without scripts need one: it keeps cookies, and sends forms with the token that stands in them.</summary>
internal sealed partial class PlainBrowser : IDisposable
{
    private readonly HttpClient client;

    public PlainBrowser(TestServer server) =>
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = new Uri(server.Origin) };

    public CookieContainer Cookies { get; } = new();

    public Task<TestAnswer> OpenAsync(string path) => client.ReadAsync(path);

    /// <summary>Opens a page and sends its first form, to the address the form stands in.</summary>
    public async Task<TestAnswer> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        var token = FormToken().Match((await OpenAsync(path)).Body);
        Assert.True(token.Success, $"{path} has no form");
        return await PostAsync(path, [.. fields, ("form_token", WebUtility.HtmlDecode(token.Groups["value"].Value))]);
    }

    /// <summary>Sends a form to <paramref name="to"/> with the token that stands on another page: that of whoever knows the address alone.</summary>
    public async Task<TestAnswer> SendAsync(string tokenFrom, string to, params (string Name, string Value)[] fields)
    {
        var token = FormToken().Match((await OpenAsync(tokenFrom)).Body);
        Assert.True(token.Success, $"{tokenFrom} has no form");
        return await PostAsync(to, [.. fields, ("form_token", WebUtility.HtmlDecode(token.Groups["value"].Value))]);
    }

    /// <summary>Sends a form without looking at a page.</summary>
    public async Task<TestAnswer> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await client.PostAsync(path, content);
        return new TestAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    public async Task SignInAsync(string name, string password) =>
        Assert.Equal(HttpStatusCode.Redirect, (await SubmitAsync("/site/signin", ("username", name), ("password", password))).Status);

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"form_token\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex FormToken();
}
