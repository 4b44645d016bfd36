using Microsoft.AspNetCore.Mvc;
using Mortise.Connect.Scopes;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.OAuth.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/oauth-consumers: programs that may ask people for access.</summary>
internal sealed class WorkspaceConsumersModel(WorkspaceStore workspaces, AccessStore access, ConsumerStore consumers, MortiseOptions options)
    : WorkspaceSettingsPage(workspaces, access)
{
    private const int MostConsumers = 100;

    public IReadOnlyList<Consumer> Consumers { get; private set; } = [];

    public NewSecret? Made { get; private set; }

    /// <summary>The key of the consumer whose secret was just made.</summary>
    public string? MadeKey { get; private set; }

    [BindProperty]
    public ConsumerForm Form { get; set; } = new();

    public static IEnumerable<Scope> Scopes => ScopeSet.All.Except(ScopeSet.Of(Scope.Team, Scope.TeamWrite));

    public async Task<IActionResult> OnGetAsync()
    {
        Consumers = await consumers.ListAsync(Workspace.Id, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        if (!ScopeSet.TryParse(string.Join(' ', Form.Scopes), out var scopes, out var unknown))
            return Again(FormProblems.Of($"There is no scope '{unknown}'.", "scopes"));

        var fresh = new NewConsumer(
            Workspace.Id, Form.Name?.Trim() ?? "", Form.Description?.Trim() ?? "", Form.Url?.Trim() ?? "", Form.CallbackUrl?.Trim() ?? "", Form.IsPrivate, scopes);
        if (Consumers.Count >= MostConsumers)
            return Again(FormProblems.Of($"There are {MostConsumers} consumers already. Delete one that is not used any more."));

        if (ConsumerRules.WhyNot(fresh, options.IsDev) is { } problem)
            return Again(problem);

        var (made, secret, refusal) = await consumers.AddAsync(fresh, HttpContext.RequestAborted);
        if (made is null)
            return Again(refusal!);

        Form = new();
        ModelState.Clear();
        return await ShowAsync(made.Key, made.Name, secret);
    }

    public async Task<IActionResult> OnPostRotateAsync(string key)
    {
        await OnGetAsync();
        if (Find(key) is not { } consumer || await consumers.RotateAsync(consumer.Key, HttpContext.RequestAborted) is not { } secret)
            return NothingHere();

        return await ShowAsync(consumer.Key, consumer.Name, secret);
    }

    public async Task<IActionResult> OnPostDeleteAsync(string key)
    {
        await OnGetAsync();
        if (Find(key) is not { } consumer)
            return NothingHere();

        await consumers.DeleteAsync(consumer.Key, HttpContext.RequestAborted);
        return Done("removed");
    }

    /// <summary>Only among those of the workspace that the visitor owns.</summary>
    private Consumer? Find(string? key) => Consumers.FirstOrDefault(consumer => consumer.Key == key);

    private Task<IActionResult> ShowAsync(string key, string name, string secret)
    {
        (Made, MadeKey) = (new NewSecret($"The secret of “{name}”", secret, "It is shown this once. Programs send it beside the key."), key);
        return OnGetAsync();
    }
}

/// <summary>What the form asks for.</summary>
internal sealed class ConsumerForm
{
    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? Url { get; set; }

    public string? CallbackUrl { get; set; }

    public bool IsPrivate { get; set; }

    public List<string> Scopes { get; set; } = [];
}
