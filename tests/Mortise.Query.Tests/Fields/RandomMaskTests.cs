using FsCheck;
using FsCheck.Fluent;

namespace Mortise.Query.Tests.Fields;

/// <summary>Random masks on random documents, against a naive reading of the same rules.</summary>
public sealed class RandomMaskTests
{
    private static readonly Config ManyCases = Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true);

    [Fact]
    public void A_written_document_is_what_the_naive_rules_leave() =>
        Check(stored: false, (document, mask) => Written.Document(mask, document.Write));

    [Fact]
    public void A_stored_document_is_what_the_naive_rules_leave() =>
        Check(stored: true, (document, mask) => Written.Raw(document.ToJson().ToJsonString(), mask));

    private static void Check(bool stored, Func<Node.Resource, string, string> filter)
    {
        var cases =
            from document in Node.Objects(3, stored)
            from mask in Node.Masks()
            select (document, mask);

        Prop.ForAll(
            Arb.From(cases),
            given => (filter(given.document, given.mask) == NaiveMask.Apply(given.document, given.mask))
                .Label($"{given.mask} of {given.document.ToJson().ToJsonString()}: {filter(given.document, given.mask)}, naively {NaiveMask.Apply(given.document, given.mask)}"))
            .Check(ManyCases);
    }
}
