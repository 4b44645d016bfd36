using Mortise.Query.Filtering;

namespace Mortise.Server.Features.Users;

/// <summary>What <c>q</c> and <c>sort</c> may name of one's own addresses.</summary>
internal static class EmailQuery
{
    public static readonly MemoryFields<UserEmail> Fields = new MemoryFields<UserEmail>()
        .Text("email", own => own.Email)
        .Flag("is_primary", own => own.IsPrimary)
        .Flag("is_confirmed", own => own.IsConfirmed);
}
