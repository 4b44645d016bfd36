using Mortise.Connect.Linkers;

namespace Mortise.Server.Platform.Markup;

/// <summary>The linkers that run on texts of a workspace. It stands here so that every feature that shows text may ask, also those that the feature of apps uses.</summary>
internal interface IWorkspaceLinkers
{
    /// <summary>All linkers of the apps installed there, as of at most about a second ago.</summary>
    ValueTask<LinkerSet> GetAsync(Guid workspace, CancellationToken cancellation);
}
