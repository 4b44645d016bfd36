using System.Runtime.InteropServices;

namespace Mortise.Connect.Jwt;

/// <summary>How percent escapes in the path are written in a canonical request.</summary>
internal enum PathForm
{
    /// <summary>As in the request.</summary>
    Raw,

    /// <summary>Decoded, as frameworks hand it to an app.</summary>
    Decoded,

    /// <summary>Each segment decoded and escaped again, as HTTP clients tidy it.</summary>
    Reencoded,
}

/// <summary>One of the ways in which libraries write a canonical request. The default is the way in which we sign.</summary>
/// <remarks>Source: <c>connect.md</c> 9.2, which compares the libraries of Atlassian, the older text of the docs, and a Python app.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QshForm(PathForm Path, bool AllSlashesCut, bool SortedEncoded, bool BlanksDropped)
{
    /// <summary>All 24 forms; the first is the one for signing.</summary>
    public static QshForm[] All { get; } =
    [
        .. from path in Enum.GetValues<PathForm>()
           from slashes in (bool[])[false, true]
           from sorted in (bool[])[false, true]
           from blanks in (bool[])[false, true]
           select new QshForm(path, slashes, sorted, blanks),
    ];
}
