namespace Mortise.Query.Fields;

/// <summary>The properties of the objects in one document: gathered as they are asked for while it is written, and known when it is written again.</summary>
/// <remarks>
/// A document is written; if <see cref="Missing"/> is not empty then, its subjects are looked up together, <see cref="Add"/> keeps what was found, and the
/// document is written anew. So an object carries its properties wherever it stands, and nobody has to know beforehand where that is. Not thread-safe.
/// </remarks>
/// <typeparam name="TSubject">What tells one object from another; compared by value.</typeparam>
public sealed class DocumentProperties<TSubject> : IDocumentProperties
    where TSubject : notnull
{
    private readonly Dictionary<TSubject, IReadOnlyList<AppProperties>> known = [];
    private readonly HashSet<TSubject> missing = [];

    /// <summary>The subjects that were asked for and are not known, each once.</summary>
    public IReadOnlyCollection<TSubject> Missing => missing;

    /// <summary>Keeps what may be shown of a subject; an empty list where that is nothing.</summary>
    public void Add(TSubject subject, IReadOnlyList<AppProperties> properties)
    {
        known[subject] = properties;
        missing.Remove(subject);
    }

    IReadOnlyList<AppProperties>? IDocumentProperties.Find<T>(T subject)
    {
        if (subject is not TSubject asked)
            throw new ArgumentException($"The properties of this document are those of {typeof(TSubject)}, not of {typeof(T)}", nameof(subject));

        if (known.TryGetValue(asked, out var found))
            return found;

        missing.Add(asked);
        return null;
    }
}

/// <summary>What <see cref="ObjectWriter"/> asks, whatever tells objects apart.</summary>
internal interface IDocumentProperties
{
    /// <summary>Null while they are not known.</summary>
    IReadOnlyList<AppProperties>? Find<T>(T subject)
        where T : notnull;
}
