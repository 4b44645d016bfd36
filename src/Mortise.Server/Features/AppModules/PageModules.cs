using System.Text.Json;
using Mortise.Connect.Conditions;
using Mortise.Git.Objects;
using Mortise.Server.Features.Source;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Storage;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>The modules that show on a page, decided once for the page: for all places on it together.</summary>
/// <remarks>
/// 1. The enabled apps of the page's workspace, with those of their modules that fit the page. 2. The objects that these look at. 3. Their conditions, all
/// evaluated to learn which facts they need; 4. the facts, in one query; 5. the conditions again. A page without modules costs one query.
/// </remarks>
internal sealed class PageModules(
    WorkspaceModules offered, PageObjects objects, FactFinder finder, AppModuleOptions options, DataDirectory directory, CatFilePool readers, BlobInspector blobs)
{
    /// <summary>Facts that are only known to be needed when others are there (an <c>eval</c> over a property) take a second round; there is no third.</summary>
    private const int MostRounds = 2;

    /// <summary>What shows, by ascending weight, then by installation, then as the descriptors have it.</summary>
    public Task<ShownModules> FindAsync(PageSubject page, Caller caller, CancellationToken cancellation) =>
        FindAsync(page, caller, (_, module) => ModulePlaces.Fits(module, page), cancellation);

    /// <summary>What of the modules that <paramref name="fits"/> names may show about the page, wherever they have their place.</summary>
    public async Task<ShownModules> FindAsync(PageSubject page, Caller caller, Func<OfferingApp, OfferedModule, bool> fits, CancellationToken cancellation)
    {
        var (decided, facts) = await DecideAsync(page, caller, fits, cancellation);
        return ShownModules.Of([.. decided.Select(one => new ShownModule(one.App.App, one.Module))], facts);
    }

    /// <summary>Every module that fits the page, shown or not, with the trace of each of its conditions.</summary>
    public async Task<IReadOnlyList<ExplainedModule>> ExplainAsync(PageSubject page, Caller caller, CancellationToken cancellation)
    {
        var (decided, _) = await DecideAsync(page, caller, (_, module) => ModulePlaces.Fits(module, page), cancellation);
        return
        [
            .. decided.OrderBy(one => one.Module.Module.Weight)
                .Select(one => new ExplainedModule(one.App.App, one.Module, [.. one.Module.Module.Conditions.Select(one.App.Evaluator.Evaluate)])),
        ];
    }

    private async Task<(IReadOnlyList<(Asked App, OfferedModule Module)> Decided, PageFacts Facts)> DecideAsync(
        PageSubject page, Caller caller, Func<OfferingApp, OfferedModule, bool> fits, CancellationToken cancellation)
    {
        // 1
        var fitting = (await offered.ListAsync(page.WorkspaceId, cancellation))
            .SelectMany(app => app.Modules.Where(module => fits(app, module)).Select(module => (App: app, Module: module))).ToArray();
        if (fitting.Length == 0)
            return ([], new(new Dictionary<string, JsonElement>(), isSignedIn: false, HostTraits.Plain));

        // 2
        var sources = new PageSources(page, directory, readers, blobs);
        var roots = fitting.SelectMany(one => one.Module.Roots).ToHashSet(StringComparer.Ordinal);
        var facts = new PageFacts(await objects.ReadAsync(roots, page, sources, caller, cancellation), caller.UserId is not null, options.Traits);

        // 3, 4 and 5
        var apps = fitting.Select(one => one.App).Distinct().ToDictionary(app => app, app => new Asked(app, new ConditionEvaluator(app.Asking, facts)));
        var decided = fitting.Select(one => (apps[one.App], one.Module)).ToArray();
        for (var round = 0; round < MostRounds; round++)
        {
            foreach (var (app, module) in decided)
                app.Evaluator.Shows(module.Module.Conditions);

            if (facts.Asked.Count == 0)
                break;

            await finder.AnswerAsync(facts, page, sources, caller, cancellation);
        }

        return (decided, facts);
    }

    private sealed record Asked(OfferingApp App, ConditionEvaluator Evaluator);
}

/// <summary>One module that could show, with what its conditions came to.</summary>
internal sealed record ExplainedModule(OfferingApp App, OfferedModule Offered, IReadOnlyList<ConditionTrace> Conditions)
{
    public bool Shows => Conditions.All(condition => condition.Value == ConditionValue.True);
}
