namespace Mortise.Query.Fields;

/// <summary>One application property as it is shown inside another representation.</summary>
/// <param name="Name">The property's name; it may hold dots.</param>
/// <param name="Utf8">A sound JSON object, without <c>_attributes</c>.</param>
public readonly record struct StoredProperty(string Name, ReadOnlyMemory<byte> Utf8);
