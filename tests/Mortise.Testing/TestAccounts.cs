using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Testing;

/// <summary>A person of a test.</summary>
public sealed record TestUser(Guid Id, string Username, string Email);

/// <summary>An answer with its body read.</summary>
public sealed record TestAnswer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    /// <summary>The body as JSON; a body that is none throws.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The text of the error envelope.</summary>
    public string? ErrorMessage => Json.GetProperty("error").GetProperty("message").GetString();

    /// <summary>The first value of a response header; null when it is absent.</summary>
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? values.First() : null;
}

/// <summary>Puts accounts, repositories and credentials where a test needs them, past the API.</summary>
public static class TestAccounts
{
    /// <summary>Every classic scope, for credentials of which a test does not ask more.</summary>
    public static readonly string[] AllScopes =
    [
        "account:write", "project:write", "project:admin", "repository:write", "repository:admin", "repository:delete",
        "pullrequest:write", "issue:write", "wiki", "webhook", "snippet:write", "pipeline:write", "pipeline:variable", "runner:write",
    ];

    /// <summary>A person with a personal workspace; the address is <c>username@example.com</c>.</summary>
    public static async Task<TestUser> CreateUserAsync(this TestServer server, string username)
    {
        var email = $"{username}@example.com";
        var (user, refusal) = await server.Get<UserStore>().AddAsync(new NewUser(username) { Emails = [email] }, CancellationToken.None);
        return new TestUser(Sound(user, refusal).Id, username, email);
    }

    /// <summary>A team's workspace with one project, <c>PROJ</c>.</summary>
    public static async Task<Guid> CreateWorkspaceAsync(this TestServer server, string slug, TestUser? owner = null, bool isPrivate = true)
    {
        var (workspace, refusal) = await server.Get<WorkspaceStore>().AddAsync(
            new NewWorkspace(slug) { Owner = owner?.Id, IsPrivate = isPrivate }, CancellationToken.None);
        return Sound(workspace, refusal).Id;
    }

    /// <summary>Makes the person a member of the workspace, or its owner.</summary>
    public static async Task AddMemberAsync(this TestServer server, string workspace, TestUser user, bool isOwner = false)
    {
        var found = await server.WorkspaceAsync(workspace);
        await server.Get<WorkspaceStore>().AddMemberAsync(found.Id, user.Id, isOwner ? WorkspaceRole.Owner : WorkspaceRole.Member, CancellationToken.None);
    }

    /// <summary>A project of a workspace that is there.</summary>
    public static async Task<Guid> CreateProjectAsync(this TestServer server, string workspace, string key, bool isPrivate = false)
    {
        if (!ProjectKey.TryParse(key, out var sound, out var problem))
            throw new ArgumentException(problem, nameof(key));

        var found = await server.WorkspaceAsync(workspace);
        var (id, refusal) = await server.Get<ProjectStore>().AddAsync(found.Id, new NewProject(sound, key) { IsPrivate = isPrivate }, CancellationToken.None);
        return refusal is null ? id : throw new InvalidOperationException(refusal.Message);
    }

    /// <summary>An empty repository on disk and in the database; its workspace is made if it is not there.</summary>
    /// <param name="fullName">For example <c>acme/rocket</c>.</param>
    public static async Task<Guid> CreateRepositoryAsync(this TestServer server, string fullName, bool isPrivate = true, string? project = null)
    {
        var parts = fullName.Split('/');
        var workspace = await server.Get<WorkspaceStore>().FindAsync(parts[0], CancellationToken.None);
        var workspaceId = workspace?.Id ?? await server.CreateWorkspaceAsync(parts[0]);
        if (!RepoSlug.TryParse(parts[1], out var slug, out var problem))
            throw new ArgumentException(problem, nameof(fullName));

        var (id, refusal) = await server.Get<RepositoryCreation>().CreateAsync(
            new NewRepository(workspaceId, slug) { IsPrivate = isPrivate, Project = project }, CancellationToken.None);
        return refusal is null ? id : throw new InvalidOperationException(refusal.Message);
    }

    /// <summary>The bare repository's directory.</summary>
    public static string RepositoryPath(this TestServer server, Guid repository) => server.Get<RepositoryDirectories>().PathOf(repository);

    /// <summary>Gives the person <c>read</c>, <c>write</c> or <c>admin</c> on a repository.</summary>
    public static async Task GrantAsync(this TestServer server, string fullName, TestUser user, string permission)
    {
        var repository = await server.RepositoryAsync(fullName);
        await server.Get<RepositoryStore>().GrantAsync(
            repository.WorkspaceId, repository.Id, user.Id, Enum.Parse<RepositoryPermission>(permission, ignoreCase: true), CancellationToken.None);
    }

    /// <summary>An app password; all scopes when none is named.</summary>
    /// <returns>The secret.</returns>
    public static Task<string> AppPasswordAsync(this TestServer server, TestUser user, params string[] scopes) =>
        server.KeepAsync(Credentials.AppPassword, user.Id, null, null, null, scopes.Length > 0 ? scopes : AllScopes);

    /// <summary>An API token with granular scopes; all when none is named.</summary>
    /// <returns>The secret.</returns>
    public static Task<string> ApiTokenAsync(this TestServer server, TestUser user, params string[] scopes) =>
        server.KeepAsync(Credentials.ApiToken, user.Id, null, null, null, scopes.Length > 0 ? scopes : ["*"]);

    /// <summary>An access token of a workspace (<c>acme</c>), a project (<c>acme:PROJ</c>) or a repository (<c>acme/rocket</c>); all scopes when none is named.</summary>
    /// <returns>The secret.</returns>
    public static async Task<string> AccessTokenAsync(this TestServer server, string of, params string[] scopes)
    {
        var held = scopes.Length > 0 ? scopes : AllScopes;
        if (of.Contains('/', StringComparison.Ordinal))
        {
            var repository = await server.RepositoryAsync(of);
            return await server.KeepAsync(Credentials.RepositoryToken, null, repository.WorkspaceId, null, repository.Id, held);
        }

        var parts = of.Split(':');
        var workspace = await server.WorkspaceAsync(parts[0]);
        if (parts.Length == 1)
            return await server.KeepAsync(Credentials.WorkspaceToken, null, workspace.Id, null, null, held);

        var project = await server.Get<ProjectStore>().FindVisibleAsync(workspace, parts[1], new Everything(workspace.Id).Caller, CancellationToken.None)
            ?? throw new ArgumentException($"{of} is not there", nameof(of));
        return await server.KeepAsync(Credentials.ProjectToken, null, workspace.Id, project.Project.Id, null, held);
    }

    /// <summary>A client that sends Basic; dispose it or let the process end.</summary>
    public static HttpClient As(this TestServer server, string name, string secret) =>
        server.Sending(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}"))));

    /// <summary>A client of a person, with an app password of the scopes named; all when none is.</summary>
    public static async Task<HttpClient> AsAsync(this TestServer server, TestUser user, params string[] scopes) =>
        server.As(user.Username, await server.AppPasswordAsync(user, scopes));

    /// <summary>A client of the host's administrator.</summary>
    public static HttpClient Administrator(this TestServer server) =>
        server.WithBearer(File.ReadAllText(Path.Combine(server.DirectoryPath, "admin.token")).Trim());

    /// <summary>A client that sends Bearer.</summary>
    public static HttpClient WithBearer(this TestServer server, string token) => server.Sending(new AuthenticationHeaderValue("Bearer", token));

    /// <summary>Sends a request and reads its answer; paths begin with <c>/</c>.</summary>
    /// <param name="json">The body, as it is; null: none.</param>
    /// <param name="headers">For example <c>("If-Match", tag)</c>.</param>
    public static async Task<TestAnswer> AskAsync(
        this HttpClient client, HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await client.SendAsync(request);
        return new TestAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>GET.</summary>
    public static Task<TestAnswer> ReadAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Get, path, null, headers);

    internal static T Get<T>(this TestServer server)
        where T : notnull =>
        server.Services.GetRequiredService<T>();

    private static async Task<string> KeepAsync(
        this TestServer server, Credentials kind, Guid? user, Guid? workspace, Guid? project, Guid? repository, string[] scopes)
    {
        var secret = TokenSecret.New(kind);
        var credential = new NewCredential(
            server.Get<IdSource>().New(), kind, "test token", user, workspace, project, repository, string.Join(' ', scopes), ExpiresOn: null);
        await server.Get<CredentialStore>().AddAsync(credential, secret, CancellationToken.None);
        return secret;
    }

    private static HttpClient Sending(this TestServer server, AuthenticationHeaderValue credential)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(server.Origin) };
        client.DefaultRequestHeaders.Authorization = credential;
        return client;
    }

    private static async Task<Workspace> WorkspaceAsync(this TestServer server, string slug) =>
        await server.Get<WorkspaceStore>().FindAsync(slug, CancellationToken.None) ?? throw new ArgumentException($"There is no workspace {slug}", nameof(slug));

    private static async Task<Repository> RepositoryAsync(this TestServer server, string fullName)
    {
        var parts = fullName.Split('/');
        var workspace = await server.WorkspaceAsync(parts[0]);
        return await server.Get<RepositoryStore>().FindVisibleAsync(new RepositoryPath(parts[0], parts[1]), new Everything(workspace.Id).Caller, CancellationToken.None)
            ?? throw new ArgumentException($"There is no repository {fullName}", nameof(fullName));
    }

    private static T Sound<T>(T? value, ApiError? refusal)
        where T : class =>
        value ?? throw new InvalidOperationException($"{refusal?.Message}: {string.Join("; ", refusal?.Fields?.SelectMany(field => field.Value) ?? [])}");

    /// <summary>A caller who may everything in one workspace.</summary>
    private sealed record Everything(Guid Workspace)
    {
        public Caller Caller => new Caller.ResourceToken(
            Guid.Empty, "test", DateTimeOffset.UnixEpoch, Credentials.WorkspaceToken, Workspace, null, null, HeldScopes.Classic(Mortise.Connect.Scopes.ScopeSet.All));
    }
}
