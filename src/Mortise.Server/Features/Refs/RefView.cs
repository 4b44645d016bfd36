using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.Refs;

/// <summary>A reference with all that is shown of it.</summary>
/// <param name="Tagger">Who the tagger is, where the address is known.</param>
internal sealed record RefView(RefItem Item, CommitView Target, Account? Tagger);
