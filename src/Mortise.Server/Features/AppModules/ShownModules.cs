using System.Text.Json;
using Mortise.Connect.Conditions;
using Mortise.Connect.Contexts;

namespace Mortise.Server.Features.AppModules;

/// <summary>What shows on a page: by ascending weight, then by installation, then as the descriptors have it.</summary>
internal sealed class ShownModules
{
    private readonly IReadOnlyList<ShownModule> fitting;
    private readonly PageFacts facts;

    private ShownModules(IReadOnlyList<ShownModule> fitting, PageFacts facts)
    {
        (this.fitting, this.facts) = (fitting, facts);
        var evaluators = new Dictionary<OfferingApp, ConditionEvaluator>();
        All =
        [
            .. fitting.Where(one => (evaluators.TryGetValue(one.App, out var known) ? known : evaluators[one.App] = new(one.App.Asking, facts)).Shows(one.Offered.Module.Conditions))
                .OrderBy(one => one.Offered.Module.Weight),
        ];
    }

    /// <summary>A page on which apps have no place.</summary>
    public static ShownModules None { get; } = Of([], new(new Dictionary<string, JsonElement>(), isSignedIn: false, HostTraits.Plain));

    public IReadOnlyList<ShownModule> All { get; }

    /// <summary>What the page is about, for addresses.</summary>
    public IReadOnlyDictionary<string, JsonElement> Objects => facts.Objects;

    /// <param name="fitting">What could show, in the order of installations and descriptors.</param>
    /// <param name="facts">Answered as far as they are going to be.</param>
    public static ShownModules Of(IReadOnlyList<ShownModule> fitting, PageFacts facts) => new(fitting, facts);

    /// <summary>Those of a kind, at a location where the kind has one.</summary>
    public IEnumerable<ShownModule> At(ModuleKind kind, string? location = null) =>
        All.Where(one => one.Offered.Kind == kind && (location is null || one.Offered.Module.Location == location));

    public ShownModule? Find(ModuleKind kind, string appKey, string moduleKey) =>
        All.FirstOrDefault(one => one.Offered.Kind == kind && one.App.Key == appKey && one.Offered.Module.Key == moduleKey);

    /// <summary>The same for one row of a list of branches, without another look at the database.</summary>
    public ShownModules ForBranch(string name)
    {
        if (fitting.Count == 0)
            return this;

        var branch = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["type"] = "branch", ["name"] = name }, FactJson.Default.DictionaryStringString);
        return new(fitting, facts.About(new Dictionary<string, JsonElement>(facts.Objects, StringComparer.Ordinal) { [ContextRoots.Branch] = branch }));
    }
}

/// <summary>One module, and its app.</summary>
internal sealed record ShownModule(OfferingApp App, OfferedModule Offered);

/// <summary>A web item where it stands.</summary>
/// <param name="Item">What is shown.</param>
/// <param name="Page">On which page.</param>
/// <param name="Style">The class that makes it look like what stands beside it; empty for an entry of a navigation.</param>
internal sealed record PlacedItem(ShownModule Item, ShownModules Page, string Style);
