using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Query.Fields;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Refs;

/// <summary>References as answers. Of a list without <c>q</c> and <c>sort</c> only the objects of the page are read.</summary>
internal sealed class RefAnswers(RefJson json, CommitAnswers commits, CatFilePool readers, AccountStore accounts, PageAnswers pages)
{
    /// <summary>200 with a page of the references below one of the prefixes, in byte order of their names: those of the first prefix first.</summary>
    public async Task<IResult> PageAsync(Repository repository, GitRepository git, IReadOnlyList<string> prefixes, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var entries = new List<RefEntry>();
        foreach (var prefix in git.Exists() ? prefixes : [])
            entries.AddRange((await git.ListRefsAsync(prefix, cancellation)).Where(entry => entry.Type is ObjectType.Commit or ObjectType.Tag));

        var (page, query) = (PageAnswers.Asked(context), context.Api().Query);
        var isPlain = query is { HasFilter: false, HasSort: false };
        var slice = isPlain
            ? await ReadAsync(git, Slice.Of(entries, page), cancellation)
            : await WholeAsync(git, Slice.Of(RefQuery.Fields.Apply(query, await ReadAsync(git, entries, cancellation)), page), cancellation);
        var views = await ViewsAsync(repository, slice.Items, context.Api().Fields.Root.Member("values"), cancellation);
        return pages.Of(context, new Slice<RefView>(views, slice.Size), json.Write);
    }

    /// <summary>200 with the reference; null where it leads to no commit.</summary>
    public async Task<IResult?> OneAsync(Repository repository, GitRepository git, RefName name, ObjectId id, bool isNew, HttpContext context)
    {
        var read = await ReadAsync(git, [new RefEntry(name, id, ObjectType.Commit, id)], context.RequestAborted);
        if (read is not [var item])
            return null;

        var view = (await ViewsAsync(repository, [item], context.Api().Fields.Root, context.RequestAborted))[0];
        return isNew ? ApiAnswer.Created(json.Self(repository.FullName, item), view, json.Write) : ApiAnswer.Ok(view, json.Write);
    }

    private async Task<Slice<RefItem>> ReadAsync(GitRepository git, Slice<RefEntry> slice, CancellationToken cancellation) =>
        new(await ReadAsync(git, slice.Items, cancellation), slice.Size);

    /// <summary>The commits of a page again: of all references together less of each message is read, so that memory is bounded.</summary>
    private async Task<Slice<RefItem>> WholeAsync(GitRepository git, Slice<RefItem> slice, CancellationToken cancellation)
    {
        var reader = readers.Of(git);
        var targets = await reader.ReadCommitsAsync([.. slice.Items.Select(item => item.Target!.Id)], cancellation);
        ObjectId[] tagged = [.. slice.Items.Select(item => item.Tag?.Id).OfType<ObjectId>().Distinct()];
        var tags = (await reader.ReadTagsAsync(tagged, cancellation)).OfType<AnnotatedTag>().ToDictionary(tag => tag.Id);
        return new(
            [.. slice.Items.Select((item, at) => item with { Target = targets[at] ?? item.Target, Tag = item.Tag is { } tag ? tags.GetValueOrDefault(tag.Id, tag) : null })], slice.Size);
    }

    /// <summary>1. The objects that they name. 2. Tag objects among them, and tags of tags. 3. The commits at their end; what leads to none is left out.</summary>
    private async Task<IReadOnlyList<RefItem>> ReadAsync(GitRepository git, IReadOnlyList<RefEntry> entries, CancellationToken cancellation)
    {
        const int MostTagsOfTags = 5;
        var reader = readers.Of(git);
        ObjectId[] ends = [.. entries.Select(entry => entry.Id)];
        var first = new Dictionary<ObjectId, AnnotatedTag>();
        for (var depth = 0; depth < MostTagsOfTags; depth++)
        {
            ObjectId[] asked = [.. entries.Select((entry, at) => (entry, at)).Where(one => one.entry.Name.IsTag).Select(one => ends[one.at]).Distinct()];
            var tags = (await reader.ReadTagsAsync(asked, cancellation)).OfType<AnnotatedTag>().ToDictionary(tag => tag.Id);
            if (tags.Count == 0)
                break;

            foreach (var tag in tags.Values)
                first.TryAdd(tag.Id, tag);
            ends = [.. ends.Select(end => tags.TryGetValue(end, out var tag) ? tag.Target : end)];
        }

        var targets = await reader.ReadCommitsAsync(ends, cancellation);
        return
        [
            .. entries.Select((entry, at) => new RefItem(entry.Name, targets[at], entry.Name.IsTag ? first.GetValueOrDefault(entry.Id) : null))
                .Where(item => item.Target is not null),
        ];
    }

    private async Task<IReadOnlyList<RefView>> ViewsAsync(Repository repository, IReadOnlyList<RefItem> items, Selection? asked, CancellationToken cancellation)
    {
        var targets = await commits.ViewsAsync(repository, [.. items.Select(item => item.Target!)], asked?.Member("target", embedded: true), cancellation);
        var emails = asked?.Wants("tagger") == true ? items.Select(item => item.Tag?.Tagger?.Email).OfType<string>() : [];
        var people = await accounts.ListByEmailAsync(emails, cancellation);
        return
        [
            .. items.Select((item, at) => new RefView(item, targets[at], item.Tag?.Tagger is { } by ? people.GetValueOrDefault(by.Email.ToLowerInvariant()) : null)),
        ];
    }
}
