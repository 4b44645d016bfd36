using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Mortise.Query.Fields;

namespace Mortise.Query.Tests.Fields;

/// <summary>A representation with all that it could show.</summary>
internal abstract record Node
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    public sealed record Scalar(int Value) : Node;

    public sealed record Resource(IReadOnlyList<Member> Members) : Node;

    public sealed record List(IReadOnlyList<Resource> Elements) : Node;

    public sealed record Member(string Name, Shown Shown, bool Embedded, Node Value);

    /// <summary>Random objects, at most <paramref name="depth"/> objects deep; a stored one has only members that always show.</summary>
    public static Gen<Resource> Objects(int depth, bool stored) =>
        from count in Gen.Choose(0, Names.Length)
        from members in Gen.CollectToArray(Names[..count], name => MemberNamed(name, depth, stored))
        select new Resource(members);

    /// <summary>Random masks over the same names, one that no object has, and <c>*</c>.</summary>
    public static Gen<string> Masks() =>
        from items in Gen.ArrayOf(
            from sign in Gen.Elements("", "+", "+", "-", "-", " ")
            from path in Gen.NonEmptyListOf(Gen.Elements("a", "b", "c", "d", "x", "*"))
            select sign + string.Join('.', path.Take(4)))
        select string.Join(',', items.Take(8));

    public void Write(ObjectWriter writer)
    {
        foreach (var member in ((Resource)this).Members)
            Write(writer, member);
    }

    /// <summary>Everything, as a stored document.</summary>
    public JsonNode ToJson() => this switch
    {
        Scalar scalar => JsonValue.Create(scalar.Value),
        List list => new JsonArray([.. list.Elements.Select(element => element.ToJson())]),
        Resource resource => new JsonObject(resource.Members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value.ToJson()))),
        _ => throw new InvalidOperationException(),
    };

    private static Gen<Member> MemberNamed(string name, int depth, bool stored) =>
        from shown in stored ? Gen.Constant(Shown.Always) : Gen.Elements(Shown.Always, Shown.Always, Shown.Full, Shown.Extra)
        from embedded in stored ? Gen.Constant(false) : Gen.Elements(false, true)
        from value in Values(depth, stored)
        select new Member(name, shown, embedded, value);

    private static Gen<Node> Values(int depth, bool stored)
    {
        var scalar = Gen.Choose(0, 9).Select(Node (value) => new Scalar(value));
        if (depth == 0)
            return scalar;

        var resource = Objects(depth - 1, stored);
        return Gen.OneOf(
            scalar,
            resource.Select(Node (value) => value),
            Gen.ArrayOf(resource).Select(Node (elements) => new List([.. elements.Take(3)])));
    }

    private static void Write(ObjectWriter writer, Member member)
    {
        switch (member.Value)
        {
            case Scalar scalar:
                writer.Write(member.Name, scalar.Value, member.Shown);
                break;
            case Resource resource when member.Embedded:
                writer.Embedded(member.Name, resource, (inner, value) => value.Write(inner), member.Shown);
                break;
            case Resource resource:
                writer.Object(member.Name, resource, (inner, value) => value.Write(inner), member.Shown);
                break;
            case List list when member.Embedded:
                writer.EmbeddedArray(member.Name, list.Elements, (inner, value) => value.Write(inner), member.Shown);
                break;
            case List list:
                writer.Array(member.Name, list.Elements, (inner, value) => value.Write(inner), member.Shown);
                break;
        }
    }
}
