namespace Mortise.Connect.Descriptors;

/// <summary>What a host allows in descriptors.</summary>
/// <param name="AllowHttp">Whether the app may be reached by plain <c>http</c>, as on a developer's machine.</param>
/// <param name="Strict">Whether unknown root members and unknown kinds of modules are faults instead of warnings.</param>
/// <param name="AllowPersonalContext">Whether the retired context <c>personal</c> is accepted.</param>
public sealed record DescriptorRules(bool AllowHttp = false, bool Strict = false, bool AllowPersonalContext = false);
