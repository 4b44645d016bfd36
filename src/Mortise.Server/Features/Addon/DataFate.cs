namespace Mortise.Server.Features.Addon;

/// <summary>What becomes of an app's application properties and linker values when it is uninstalled; the tables keep the name in lower case.</summary>
/// <remarks>The secret stays in every case, so that a returning app can trust the host.</remarks>
internal enum DataFate
{
    /// <summary>They wait 30 days for the app's return, and then go.</summary>
    Keep,

    /// <summary>They wait for the app's return, however long.</summary>
    Archive,

    /// <summary>They go with the app.</summary>
    Erase,
}
