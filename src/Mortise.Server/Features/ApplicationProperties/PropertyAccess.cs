namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>The caller as the access matrix sees it, for one property (connect.md 14.3).</summary>
internal enum PropertyRole
{
    /// <summary>Anyone else: other apps, people, anonymous ones, and the same app from an installation elsewhere.</summary>
    Other,

    /// <summary>The app that owns the property, signing with the JWT of its installation on the subject's owner.</summary>
    SignedApp,
}

/// <summary>The access matrix of application properties, and nothing else.</summary>
internal static class PropertyAccess
{
    public static bool MayRead(PropertyRole role, PropertyAttributes stored) =>
        role == PropertyRole.SignedApp || stored.HasFlag(PropertyAttributes.Public);

    /// <summary>Changing and removing alike.</summary>
    public static bool MayWrite(PropertyRole role) => role == PropertyRole.SignedApp;
}
