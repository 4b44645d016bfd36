using Mortise.Connect.Conditions;

namespace Mortise.Server.Features.AppModules;

/// <summary>What conditions about plans, features and flags are told (<c>AppModules:*</c>).</summary>
internal sealed class AppModuleOptions
{
    public const string Section = "AppModules";

    /// <summary>The answer to <c>user_has_premium</c>.</summary>
    public bool Premium { get; set; } = true;

    /// <summary>The names for which <c>has_feature</c> holds.</summary>
    public IList<string> Features { get; set; } = [];

    /// <summary>The names for which <c>flag_is_active</c> holds.</summary>
    public IList<string> Flags { get; set; } = [];

    /// <summary>The answer to <c>meets_access_requirements</c>.</summary>
    public bool AccessRequirements { get; set; } = true;

    public HostTraits Traits => new(Premium, Features.ToHashSet(StringComparer.Ordinal), Flags.ToHashSet(StringComparer.Ordinal), AccessRequirements);
}
