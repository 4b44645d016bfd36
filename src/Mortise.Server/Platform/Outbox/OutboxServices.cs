namespace Mortise.Server.Platform.Outbox;

/// <summary>The outbox among the host's services; each feature adds the <see cref="IMessageHandler"/> of its kinds.</summary>
internal static class OutboxServices
{
    public static IServiceCollection AddOutbox(this IServiceCollection services) =>
        services.AddSingleton<OutboxSignal>().AddSingleton<OutboxStore>().AddHostedService<OutboxWorker>();
}
