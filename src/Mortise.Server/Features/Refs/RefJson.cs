using Mortise.Git.Objects;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Refs;

/// <summary>Branches and tags on the wire: schemas <c>branch</c> and <c>tag</c> (rest.md 16.5).</summary>
internal sealed class RefJson(PublicAddress address, CommitJson commits, AccountJson accounts)
{
    private static readonly string[] Strategies = [.. MergeStrategyNames.All];

    /// <summary>How a branch takes up what its base has gained.</summary>
    private static readonly string[] SyncStrategies = ["merge_commit", "rebase"];

    public void Write(ObjectWriter o, RefView view)
    {
        o.Write("type", view.Item.Type);
        o.Write("name", view.Item.Name.Short);
        o.Embedded("target", view.Target, commits.Write);
        if (view.Item.Name.IsTag)
        {
            WriteTag(o, view);
        }
        else
        {
            o.Strings("merge_strategies", Strategies);
            o.Write("default_merge_strategy", MergeStrategyNames.Default);
            o.Strings("sync_strategies", SyncStrategies);
        }

        o.Object("links", view, WriteLinks);
    }

    /// <summary>Where the API shows a reference.</summary>
    public string Self(string fullName, RefItem item) =>
        $"{address.Api}/repositories/{fullName}/refs/{(item.Name.IsTag ? "tags" : "branches")}/{InPath(item)}";

    private void WriteTag(ObjectWriter o, RefView view)
    {
        var tag = view.Item.Tag;
        o.Write("message", tag?.Message);
        o.Write("date", tag?.Tagger is { } by ? Timestamp.Offset(by.When) : null);
        if (tag?.Tagger is { } tagger)
            o.Object("tagger", (tagger, view.Tagger), WriteTagger);
        else
            o.Null("tagger");
    }

    private void WriteTagger(ObjectWriter o, (Signature By, Account? User) tagger)
    {
        o.Write("type", "author");
        o.Write("raw", $"{tagger.By.Name} <{tagger.By.Email}>");
        if (tagger.User is not null)
            o.Embedded("user", tagger.User, accounts.Write);
    }

    private void WriteLinks(ObjectWriter o, RefView view)
    {
        var name = view.Target.Repository.FullName;
        o.Link("self", Self(name, view.Item));
        o.Link("commits", $"{address.Api}/repositories/{name}/commits/{InPath(view.Item)}");
        if (view.Item.Name.IsTag)
        {
            o.Link("html", $"{address.Origin}/{name}/commits/tag/{InPath(view.Item)}");
            return;
        }

        o.Link("html", $"{address.Origin}/{name}/branch/{InPath(view.Item)}");
        o.Link("pullrequest_create", $"{address.Origin}/{name}/pull-requests/new?source={Uri.EscapeDataString(view.Item.Name.Short)}&t=1");
    }

    private static string InPath(RefItem item) => string.Join('/', item.Name.Short.Split('/').Select(Uri.EscapeDataString));
}
