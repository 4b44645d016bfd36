using Mortise.Connect.Descriptors;

namespace Mortise.Server.Features.Addon;

/// <summary>Who asks for an install, and on what.</summary>
/// <param name="Url">The descriptor's address.</param>
/// <param name="Workspace">The workspace to install on.</param>
/// <param name="By">The person; null for the host's administrator.</param>
/// <param name="Move">True when the host's administrator lets the key change its owner.</param>
/// <param name="Digest">Of the descriptor that the person consented to, as <see cref="DescriptorDigest"/>; null: whatever is there is wanted.</param>
internal sealed record InstallOrder(string Url, Principal Workspace, Guid? By, bool Move = false, string? Digest = null);

/// <summary>What a store needs to begin an install: an order whose descriptor was fetched and found sound.</summary>
internal sealed record InstallDraft(InstallOrder Order, string DescriptorUrl, Descriptor Descriptor, string NewSecret);

/// <summary>An install that has begun: the row says <c>installing</c>, and the app may already call with the new secret.</summary>
/// <param name="Id">Names this attempt; a later step of another attempt changes nothing.</param>
/// <param name="Key">How the app's key came to this descriptor, for the report.</param>
/// <param name="SigningSecret">The secret that the app knows already; null when it knows none.</param>
/// <param name="NewSecret">The secret that the callback hands out.</param>
internal sealed record InstallAttempt(Guid Id, Installation Installation, string Key, string? SigningSecret, string NewSecret);
