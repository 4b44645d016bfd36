using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Addon;

/// <summary>The way of an update through the tables: everything is looked at again and changed in one write.</summary>
internal sealed partial class InstallationStore
{
    /// <summary>The installation, and the descriptor URL of its app's registration; null when it is not there or uninstalled.</summary>
    public Task<StandingInstallation?> FindForUpdateAsync(Guid id, CancellationToken cancellation) =>
        database.ReadAsync(session => FindStandingAsync(session, id, ""), cancellation);

    /// <summary>Changes the installation, unless the order is a dry run or the rules forbid it; null when it is gone.</summary>
    /// <param name="order">Says what may be changed.</param>
    /// <param name="readFrom">The installation's URL when the descriptor was read; should it have moved since, nothing is changed.</param>
    /// <param name="descriptor">The new one.</param>
    /// <param name="report">How it was come by.</param>
    public Task<UpdateOutcome?> UpdateAsync(UpdateOrder order, string readFrom, Descriptor descriptor, InstallReport report, CancellationToken cancellation) =>
        order.DryRun
            ? database.ReadAsync(async session => (await JudgeAsync(session, "", order, readFrom, descriptor, report))?.Outcome, cancellation)
            : database.WriteAsync(
                async write =>
                {
                    if (await JudgeAsync(write, OfInstallation(write), order, readFrom, descriptor, report) is not { } judged)
                        return null;

                    var (outcome, url) = judged;
                    return outcome.Succeeded && outcome.Difference is { IsEmpty: false }
                        ? outcome with { Installation = await ChangeAsync(write, outcome, descriptor, url) }
                        : outcome;
                },
                cancellation);

    private static async Task<(UpdateOutcome Outcome, string Url)?> JudgeAsync(
        Session session, string locked, UpdateOrder order, string readFrom, Descriptor descriptor, InstallReport report)
    {
        if (await FindStandingAsync(session, order.Installation, locked) is not { } standing)
            return null;

        var installation = standing.Installation;
        var url = order.Source is UpdateSource.Registered move ? move.Url : installation.DescriptorUrl;
        var sizes = await LinkerValueStore.SizesAsync(session, installation.WorkspaceId, installation.Id);
        var difference = DescriptorDifference.Between(installation, descriptor, url, sizes);
        var failure = UpdateRules.RefuseSource(installation, order.Source, standing.RegisteredUrl)
            ?? (installation.DescriptorUrl == readFrom ? null : InstallRefusals.Moved(installation.AppKey, installation.Workspace))
            ?? UpdateRules.RefuseDescriptor(installation, descriptor, difference, order.AcceptsScopes);
        var ended = failure is not null ? "failed" : difference.IsEmpty ? "unchanged" : order.DryRun ? "would be updated" : "updated";
        return (new(installation, report with { Failure = failure, Outcome = ended }, difference), url);
    }

    private async Task<Installation?> ChangeAsync(WriteSession write, UpdateOutcome outcome, Descriptor descriptor, string url)
    {
        var (installation, _, _) = outcome;
        await write.ExecuteAsync(
            """
            UPDATE installations SET descriptor = @Utf8, descriptor_url = @url, scopes = @scopes, report = @report, updated_on = @now, version = version + 1
            WHERE id = @Id
            """,
            new
            {
                installation!.Id,
                Utf8 = descriptor.Utf8.ToArray(),
                url,
                scopes = descriptor.Scopes.ToString(),
                report = outcome.Report.ToJson().ToJsonString(),
                now = clock.GetUtcNow(),
            });
        await LinkerValueStore.KeepAsync(write, installation.WorkspaceId, installation.Id, descriptor.LinkersTakingValues());
        return await write.FindAsync<Installation>($"{Select} WHERE i.id = @Id", new { installation.Id });
    }

    private static async Task<StandingInstallation?> FindStandingAsync(Session session, Guid id, string locked)
    {
        if (await session.FindAsync<Installation>($"{Select} WHERE i.id = @id AND i.state <> 'removed'{locked}", new { id }) is not { } installation)
            return null;

        var registered = await session.ScalarAsync<string>("SELECT registered_url FROM apps WHERE app_key = @AppKey", new { installation.AppKey });
        return new(installation, registered);
    }
}

/// <summary>An installation, and the descriptor URL of its app's registration; null for an app without one.</summary>
internal sealed record StandingInstallation(Installation Installation, string? RegisteredUrl);
