namespace Mortise.Server.Features.Users;

/// <summary>People with an account on this host.</summary>
internal static class UsersFeature
{
    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services.AddSingleton<AccountStore>().AddSingleton<UserStore>().AddSingleton<AccountJson>();
}
