using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>What the operations on linkers begin with: the calling installation and the linker of its descriptor that the path names.</summary>
internal sealed class LinkerRequest(InstalledDescriptors descriptors)
{
    /// <summary>Two changes of one installation at the same moment are rare; so many in a row do not happen.</summary>
    private const int MostTries = 5;

    /// <summary>The calling app as installed; the route takes no other caller.</summary>
    public Task<InstalledApp?> FindAppAsync(Caller caller, CancellationToken cancellation) =>
        descriptors.FindAsync(((Caller.App)caller).InstallationId, cancellation);

    /// <summary>The linker; null when the calling app has none of that key, whatever other apps have.</summary>
    public async Task<(LinkerRef Ref, Linker Linker)?> FindAsync(Caller caller, string key, CancellationToken cancellation) =>
        await FindAppAsync(caller, cancellation) is { } app && app.FindLinker(key) is { } linker
            ? (new LinkerRef(app.WorkspaceId, app.Id, app.Version, linker.Key), linker)
            : null;

    /// <summary>Finds the linker and changes its values, once more where the installation itself changed in between.</summary>
    /// <param name="takesValues">False for changes that a linker without <c>(?K)</c> takes too.</param>
    public async Task<(LinkerValueAnswer? Answer, ApiError? Problem)> ChangeAsync(
        Caller caller, string key, bool takesValues, Func<LinkerRef, Task<LinkerValueAnswer>> change, CancellationToken cancellation)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await FindAsync(caller, key, cancellation) is not { } found)
                return (null, NotFound(key));

            if (takesValues && !found.Linker.TakesValues)
                return (null, TakesNoValues(key));

            var answer = await change(found.Ref);
            if (answer.Outcome != LinkerValueOutcome.Moved)
                return (answer, null);
        }

        return (null, ApiError.Conflict("The installation is being changed. Send the request again."));
    }

    public static ApiError NotFound(string key) => ApiError.NotFound($"This app has no linker with the key '{key}'.");

    public static ApiError ValueNotFound(string id) => ApiError.NotFound($"This linker has no value with the id {id}.");

    public static ApiError TooMany() => ApiError.BadRequest($"A linker has at most {LinkerValues.MaxCount} values.");

    private static ApiError TakesNoValues(string key) =>
        ApiError.BadRequest($"The linker '{key}' takes no values: its regex has no (?K), so that it links every match.");
}
