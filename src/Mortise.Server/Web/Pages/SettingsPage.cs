namespace Mortise.Server.Web.Pages;

/// <summary>A page of settings: what it is about, and the pages beside it.</summary>
internal abstract class SettingsPage : SitePage
{
    /// <summary>What is being set, for example the name of a workspace.</summary>
    public abstract string About { get; }

    /// <summary>The page of that.</summary>
    public abstract string BackTo { get; }

    /// <summary>Below which address the pages stand that apps add to these settings, for example <c>/acme/rocket/admin</c>; empty: they add none.</summary>
    public virtual string ModulesBelow => "";

    /// <summary>The pages of these settings, in order, with their addresses.</summary>
    public abstract IReadOnlyList<(string Name, string Address)> Pages { get; }
}
