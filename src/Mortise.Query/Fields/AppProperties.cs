namespace Mortise.Query.Fields;

/// <summary>The properties that one app keeps on a subject.</summary>
/// <param name="AppKey">The app's key; it may hold dots.</param>
/// <param name="Properties">Each name once.</param>
public readonly record struct AppProperties(string AppKey, IReadOnlyList<StoredProperty> Properties);
