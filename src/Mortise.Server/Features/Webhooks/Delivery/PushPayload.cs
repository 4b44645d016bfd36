using System.Text.Json;
using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>The payload of <c>repo:push</c> (rest.md 19.2; recorded deliveries of Bitbucket Cloud).</summary>
/// <remarks>Of tags it tells the commit, and not the message and author of an annotated one.</remarks>
internal sealed class PushPayload(
    CatFilePool readers, CommitAnswers commits, CommitJson commitJson, AccountStore accounts, AccountJson accountJson, RepositoryAnswers repositories, RepositoryJson repositoryJson,
    PublicAddress address)
{
    /// <summary>References of one push: more would not fit whatever is left out.</summary>
    private const int MostChanges = 300;

    private const string Members =
        "+repository.scm,+repository.website,+repository.is_private,+repository.owner,+repository.workspace,+repository.project,+repository.parent,"
        + "-push.changes.commits.repository,-push.changes.old.target.repository,-push.changes.new.target.repository";

    /// <summary>The form that webhooks show a repository in (rest.md 15), and commits without what stands beside them.</summary>
    private static readonly FieldMask Form = Mask(Members);

    /// <summary>The same without the messages of commits, in any of their forms.</summary>
    private static readonly FieldMask Wordless = Mask(
        Members + string.Concat(from end in (string[])["old", "new"] from text in (string[])["message", "summary", "rendered"] select $",-push.changes.{end}.target.{text}"));

    /// <summary>The payload; without commits where it would be too large with them, without messages where it still is, and null where even that is too large (D-120).</summary>
    public async Task<byte[]?> WriteAsync(Repository repository, GitRepository git, PushHappened happened, CancellationToken cancellation)
    {
        var updates = happened.ToUpdates();
        if (updates.Count > MostChanges)
            return null;

        var view = await ViewAsync(repository, git, happened, await PushedReference.ReadAsync(git, readers.Of(git), updates, cancellation), cancellation);
        var shorter = view with { Changes = [.. view.Changes.Select(change => change with { Commits = change.Commits is null ? null : [], IsTruncated = true })] };
        return WriteIfItFits(view) ?? WriteIfItFits(shorter) ?? Fitting(Write(shorter, Wordless));
    }

    /// <summary>Null: it does not; nothing is written where the messages alone are too long.</summary>
    private byte[]? WriteIfItFits(PushView view)
    {
        var shown = view.Changes.SelectMany(change => (IEnumerable<CommitView?>)[change.Old, change.New, .. change.Commits ?? []]);
        return shown.Sum(one => (long)(one?.Commit.Message.Length ?? 0)) > WebhookMessage.MostBytes ? null : Fitting(Write(view, Form));
    }

    private static byte[]? Fitting(byte[] written) => written.Length <= WebhookMessage.MostBytes ? written : null;

    private async Task<PushView> ViewAsync(
        Repository repository, GitRepository git, PushHappened happened, IReadOnlyList<PushedReference> references, CancellationToken cancellation)
    {
        ObjectId[] ids = [.. references.SelectMany(one => (IEnumerable<ObjectId>)[.. Some(one.Old), .. Some(one.New), .. one.Commits ?? []]).Distinct()];
        var read = (await readers.Of(git).ReadCommitsAsync(ids, cancellation)).OfType<Commit>().ToArray();
        var views = (await commits.ViewsAsync(repository, read, FieldMask.None.Root, cancellation)).ToDictionary(one => one.Commit.Id);
        var actor = happened.Actor is { } id ? (await accounts.ListAsync([id], cancellation)).GetValueOrDefault(id) : null;
        var shown = (await repositories.ViewsAsync([repository], null, Caller.Anonymous.Instance, cancellation))[0];
        return new PushView(actor, shown, [.. references.Select(Change)]);

        PushChange Change(PushedReference one) => new(
            one.Update, View(one.Old), View(one.New), one.IsForced, one.Commits is null ? null : [.. one.Commits.Select(commit => View(commit)).OfType<CommitView>()], one.IsTruncated);

        CommitView? View(ObjectId? commit) => commit is { } known ? views.GetValueOrDefault(known) : null;

        static IEnumerable<ObjectId> Some(ObjectId? commit) => commit is { } known ? [known] : [];
    }

    private byte[] Write(PushView view, FieldMask form)
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
            ObjectWriter.WriteDocument(json, form, view, Write);

        return buffer.WrittenSpan.ToArray();
    }

    private void Write(ObjectWriter o, PushView view)
    {
        o.Embedded("actor", view.Actor, accountJson.Write);
        o.Embedded("repository", view.Repository, repositoryJson.Write);
        o.Object("push", view, (push, shown) => push.Array("changes", [.. shown.Changes.Select(change => (shown, change))], WriteChange));
    }

    private void WriteChange(ObjectWriter o, (PushView View, PushChange Change) one)
    {
        var (view, change) = one;
        WriteReference(o, "old", view, change, change.Update.Creates ? null : change.Old, change.Update.Creates);
        WriteReference(o, "new", view, change, change.New, change.Update.Deletes);
        o.Write("created", change.Update.Creates);
        o.Write("closed", change.Update.Deletes);
        o.Write("forced", change.IsForced);
        o.Write("truncated", change.IsTruncated);
        if (change.Commits is { } pushed)
            o.Array("commits", pushed, commitJson.Write);

        o.Object("links", one, WriteChangeLinks);
    }

    private void WriteReference(ObjectWriter o, string member, PushView view, PushChange change, CommitView? target, bool isAbsent)
    {
        if (isAbsent)
            o.Null(member);
        else
            o.Object(member, (view, change, target), WriteReference);
    }

    private void WriteReference(ObjectWriter o, (PushView View, PushChange Change, CommitView? Target) one)
    {
        var (name, isBranch) = (one.Change.Update.Name.Short, one.Change.Update.Name.IsBranch);
        o.Write("type", isBranch ? "branch" : "tag");
        o.Write("name", name);
        if (one.Target is { } target)
            o.Object("target", target, commitJson.Write);
        else
            o.Null("target");

        if (isBranch)
        {
            o.Strings("merge_strategies", MergeStrategyNames.All);
            o.Write("default_merge_strategy", MergeStrategyNames.Default);
        }

        o.Object("links", (Of(one.View), Escaped(name), isBranch), (links, of) =>
        {
            var (fullName, escaped, branch) = of;
            links.Link("self", $"{address.Api}/repositories/{fullName}/refs/{(branch ? "branches" : "tags")}/{escaped}");
            links.Link("commits", $"{address.Api}/repositories/{fullName}/commits/{escaped}");
            links.Link("html", $"{address.Origin}/{fullName}/{(branch ? "branch" : "commits/tag")}/{escaped}");
        });
    }

    /// <summary>Of a tag and of a deletion there is nothing to compare.</summary>
    private void WriteChangeLinks(ObjectWriter links, (PushView View, PushChange Change) one)
    {
        var (view, change) = one;
        var (old, now) = (change.Old?.Commit.Id, change.New?.Commit.Id);
        if (now is { } tip)
            links.Link("commits", $"{address.Api}/repositories/{Of(view)}/commits?include={tip}" + (old is { } before ? $"&exclude={before}" : ""));

        if (!change.Update.Name.IsBranch || old is not { } from || now is not { } to)
            return;

        links.Link("html", $"{address.Origin}/{Of(view)}/branches/compare/{to}..{from}");
        links.Link("diff", $"{address.Api}/repositories/{Of(view)}/diff/{to}..{from}");
    }

    private static string Of(PushView view) => view.Repository.Repository.FullName;

    private static string Escaped(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    private static FieldMask Mask(string fields) => FieldMask.TryParse(fields, out var mask, out var problem) ? mask : throw new InvalidOperationException(problem);

    private sealed record PushView(Account? Actor, RepositoryJson.RepositoryView Repository, IReadOnlyList<PushChange> Changes);
}
