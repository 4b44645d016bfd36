namespace Mortise.Connect.Conditions;

/// <summary>One thing that conditions ask of a host besides the page's objects. Two that are equal are one question.</summary>
public abstract record Fact
{
    private Fact()
    {
    }

    /// <summary>The value of an application property, as its own app reads it or as another app does; none where that app may not see it.</summary>
    /// <param name="Root">What carries it, as a name of <see cref="Contexts.ContextRoots"/>.</param>
    /// <param name="AppKey">Whose property it is.</param>
    /// <param name="Name">The property's name.</param>
    /// <param name="ByItself">Whether that app asks itself.</param>
    public sealed record Property(string Root, string AppKey, string Name, bool ByItself) : Fact;

    /// <summary>The names of an app's properties on an object, as an array: those that the asking app may see.</summary>
    /// <inheritdoc cref="Property"/>
    public sealed record PropertyNames(string Root, string AppKey, bool ByItself) : Fact;

    /// <summary>What the viewer holds on a repository: <c>read</c>, <c>write</c> or <c>admin</c>; none without a right.</summary>
    public sealed record OnRepository(Guid Repository) : Fact;

    /// <summary>What the viewer is on an account: <c>collaborator</c>, <c>member</c>, <c>admin</c> or <c>owner</c>; none for strangers.</summary>
    public sealed record OnAccount(Guid Account) : Fact;

    /// <summary>Whether an app is installed and enabled on an account, as true or false.</summary>
    public sealed record InstalledApp(Guid Account, string AppKey) : Fact;

    /// <summary>Whether a file is there, as true or false.</summary>
    /// <param name="Root">Where: in the page's <c>commit</c>, at its <c>branch</c>, or for <c>repository</c> at the main branch.</param>
    /// <param name="Path">From the root of the repository, without a slash at its start.</param>
    public sealed record HasFile(string Root, string Path) : Fact;

    /// <summary>Whether the page's file is binary, as true or false.</summary>
    public sealed record IsBinary : Fact;
}
