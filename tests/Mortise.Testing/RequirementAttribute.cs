using Xunit.v3;

namespace Mortise.Testing;

/// <summary>Names the row of <c>docs/requirements.md</c> that a test shows; <c>./x test</c> compares both.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequirementAttribute(string id) : Attribute, ITraitAttribute
{
    /// <summary>The row's number, for example <c>P8</c> (application properties) or <c>A3</c> (the Addon resource).</summary>
    public string Id => id;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Requirement", id)];
}
