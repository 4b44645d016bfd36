namespace Mortise.Server.Features.Addon;

/// <summary>The texts of installs and updates that could not begin.</summary>
internal static class InstallRefusals
{
    public static InstallFailure UnderWay(string key, string workspace) => new(
        "begin", $"An install of {key} on {workspace} is under way.",
        "Wait until its callback is answered, at most a minute, and try again.", IsConflict: true);

    /// <summary>What was shown to the person is not what the app serves now.</summary>
    public static InstallFailure ChangedSince { get; } = new(
        "validation", "The app's descriptor has changed since you were asked; nothing was done.", "Look at what it asks for now, and decide again.", IsConflict: true);

    /// <summary>An update read the descriptor at a URL that the installation does not have any more.</summary>
    public static InstallFailure Moved(string key, string workspace) => new(
        "begin", $"The installation of {key} on {workspace} has moved to another descriptor URL meanwhile; nothing was changed.",
        "Send the update again.", IsConflict: true);

    public static InstallFailure RegisteredElsewhere(string key, string registered, string asked) => new(
        "key", $"The app key {key} is registered on this host with the descriptor {registered}; the order names {asked}.",
        $"Install {registered}.", IsConflict: true);

    /// <param name="owner">Null: whoever asks is not to know what others have installed.</param>
    public static InstallFailure OwnedElsewhere(string key, string? owner, string asked) => new(
        "key", $"The app key {key} belongs to {(owner is null ? "another descriptor" : $"the descriptor {owner}")} on this host; the order names {asked}.",
        "Install that descriptor, choose another key, or have the host's administrator move the key.", IsConflict: true);
}
