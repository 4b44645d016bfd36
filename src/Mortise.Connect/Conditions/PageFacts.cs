using System.Text.Json;

namespace Mortise.Connect.Conditions;

/// <summary>What is known while the conditions of a page are evaluated: the page's objects, the viewer, and the facts that conditions asked for.</summary>
/// <remarks>
/// Evaluating reads facts; one that nobody has answered is put on the list <see cref="Asked"/> and counts as unknown. So a host evaluates all modules of a
/// page, answers all that was asked in one go, and evaluates again. Not thread-safe.
/// </remarks>
/// <param name="objects">What the page is about, by root, in the representation of the API.</param>
/// <param name="isSignedIn">Whether the viewer is somebody.</param>
/// <param name="traits">What holds on the whole host.</param>
public sealed class PageFacts(IReadOnlyDictionary<string, JsonElement> objects, bool isSignedIn, HostTraits traits)
{
    /// <summary>How many different facts the conditions of one page are told; what they ask beyond stays unknown.</summary>
    public const int MostFacts = 500;

    private Dictionary<Fact, JsonElement?> known = [];
    private HashSet<Fact> asked = [];

    public IReadOnlyDictionary<string, JsonElement> Objects => objects;
    public bool IsSignedIn => isSignedIn;
    public HostTraits Traits => traits;

    /// <summary>What was looked for and not answered yet.</summary>
    public IReadOnlyCollection<Fact> Asked => asked;

    /// <summary>The same facts and the same list of what is asked, about other objects: for one row of a list.</summary>
    public PageFacts About(IReadOnlyDictionary<string, JsonElement> others) => new(others, isSignedIn, traits) { known = this.known, asked = this.asked };

    /// <summary>Answers a fact; null: there is no such value.</summary>
    public void Answer(Fact fact, JsonElement? value)
    {
        this.asked.Remove(fact);
        this.known[fact] = value;
    }

    /// <summary>False while the fact is unknown.</summary>
    internal bool TryFind(Fact fact, out JsonElement? value)
    {
        if (this.known.TryGetValue(fact, out value))
            return true;

        if (this.known.Count + this.asked.Count < MostFacts)
            this.asked.Add(fact);

        return false;
    }
}

/// <summary>What conditions about plans, features and flags are told on this host.</summary>
/// <param name="HasPremium">The answer to <c>user_has_premium</c>.</param>
/// <param name="Features">The names for which <c>has_feature</c> holds.</param>
/// <param name="Flags">The names for which <c>flag_is_active</c> holds.</param>
/// <param name="MeetsAccessRequirements">The answer to <c>meets_access_requirements</c>.</param>
public sealed record HostTraits(bool HasPremium, IReadOnlySet<string> Features, IReadOnlySet<string> Flags, bool MeetsAccessRequirements)
{
    /// <summary>A host where every account has the full plan, and no feature or flag has a name.</summary>
    public static HostTraits Plain { get; } = new(HasPremium: true, new HashSet<string>(), new HashSet<string>(), MeetsAccessRequirements: true);
}
