namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>The caller as the access matrix sees it, for one property (connect.md 14.3).</summary>
internal enum PropertyRole
{
    /// <summary>Anyone else: other apps, people, anonymous ones, and the same app from an installation elsewhere.</summary>
    Other,

    /// <summary>The app that owns the property, signing with the JWT of its installation on the subject's owner.</summary>
    SignedApp,

    /// <summary>The same app by another credential than its JWT, such as a token that it got for one (T): it reads like the app, and <c>read_only</c> stops it.</summary>
    App,
}

/// <summary>The access matrix of application properties, and nothing else.</summary>
internal static class PropertyAccess
{
    public static bool MayRead(PropertyRole role, PropertyAttributes stored) =>
        role != PropertyRole.Other || stored.HasFlag(PropertyAttributes.Public);

    /// <summary>Changing and removing alike, before the row is looked at.</summary>
    public static bool MayWrite(PropertyRole role) => role != PropertyRole.Other;

    /// <summary>Whether a value with the attributes <paramref name="before"/> may become one with <paramref name="after"/>; asked inside the write.</summary>
    /// <param name="before">Null: nothing is stored.</param>
    /// <param name="after">Null: it is removed.</param>
    public static bool MayWrite(PropertyRole role, PropertyAttributes? before, PropertyAttributes? after) =>
        role == PropertyRole.SignedApp || (role == PropertyRole.App && !IsReadOnly(before) && !IsReadOnly(after));

    private static bool IsReadOnly(PropertyAttributes? attributes) => attributes?.HasFlag(PropertyAttributes.ReadOnly) == true;
}
