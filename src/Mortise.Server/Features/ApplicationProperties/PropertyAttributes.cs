namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>What an app says about a property in <c>_attributes</c>; the number is what the table keeps.</summary>
[Flags]
internal enum PropertyAttributes
{
    None = 0,

    /// <summary><c>public</c>: whoever may read the subject may read the property.</summary>
    Public = 1,

    /// <summary><c>read_only</c>: only a request that the app signed itself may change or remove it.</summary>
    ReadOnly = 2,
}
