using Mortise.Query.Filtering;

namespace Mortise.Server.Features.Refs;

/// <summary>What <c>q</c> and <c>sort</c> may name of branches and tags; <c>sort=name</c> reads numbers as numbers (rest.md 11.3).</summary>
internal static class RefQuery
{
    public static readonly MemoryFields<RefItem> Fields = new MemoryFields<RefItem>()
        .Natural("name", item => item.Name.Short)
        .Text("type", item => item.Type)
        .Text("target.hash", item => item.Target?.Id.ToString())
        .Instant("target.date", item => item.Target?.Author.When)
        .Text("target.message", item => item.Target?.Message)
        .Text("target.author.raw", item => item.Target is { Author: var by } ? $"{by.Name} <{by.Email}>" : null)
        .Text("message", item => item.Tag?.Message)
        .Instant("date", item => item.Tag?.Tagger?.When)
        .Text("tagger.raw", item => item.Tag?.Tagger is { } by ? $"{by.Name} <{by.Email}>" : null);
}
