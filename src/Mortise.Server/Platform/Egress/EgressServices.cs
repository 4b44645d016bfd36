using Microsoft.Extensions.Options;

namespace Mortise.Server.Platform.Egress;

/// <summary>The outbound client among the host's services.</summary>
internal static class EgressServices
{
    /// <exception cref="OptionsValidationException">A setting is at fault.</exception>
    public static IServiceCollection AddEgress(this IServiceCollection services, IConfiguration configuration, MortiseOptions host)
    {
        var options = Settings.Read<EgressOptions>(configuration, EgressOptions.Section, static options => options.Problems());
        options.AllowHttp ??= host.IsDev;
        options.AllowPrivateNetworks ??= host.IsDev;
        return services.AddSingleton(options).AddSingleton(options.Rules()).AddSingleton<OutboundHttp>();
    }
}
