using Microsoft.Extensions.Options;

namespace Mortise.Server.Platform.Egress;

/// <summary>The outbound client among the host's services.</summary>
internal static class EgressServices
{
    /// <exception cref="OptionsValidationException">A setting is at fault.</exception>
    public static IServiceCollection AddEgress(this IServiceCollection services, IConfiguration configuration, MortiseOptions host)
    {
        var options = configuration.GetSection(EgressOptions.Section).Get<EgressOptions>() ?? new EgressOptions();
        if (options.Problems().ToArray() is { Length: > 0 } problems)
            throw new OptionsValidationException(EgressOptions.Section, typeof(EgressOptions), problems);

        options.AllowHttp ??= host.IsDev;
        options.AllowPrivateNetworks ??= host.IsDev;
        return services.AddSingleton(options).AddSingleton(options.Rules()).AddSingleton<OutboundHttp>();
    }
}
