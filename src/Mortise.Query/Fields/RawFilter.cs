using System.Text;
using System.Text.Json;

namespace Mortise.Query.Fields;

/// <summary>Copies what a selection wants of one stored JSON value: numbers, escapes and the order of members stay as they came.</summary>
internal ref struct RawFilter : IDisposable
{
    private const int NameBuffer = 256;

    private readonly RawDocument document;
    private RawOutput output;

    private RawFilter(ReadOnlySpan<byte> utf8)
    {
        document = new(utf8);
        output = new(utf8.Length);
    }

    /// <summary>Writes a member, unless it is a scalar that is only passed through.</summary>
    public static void WriteMember(Utf8JsonWriter json, string name, ReadOnlySpan<byte> utf8, Selection selection)
    {
        if (selection.IsWhole)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(utf8, skipInputValidation: true);
            return;
        }

        using var filter = new RawFilter(utf8);
        if (filter.IsLeaf(0) && !selection.ShowsDefaults)
            return;

        json.WritePropertyName(name);
        filter.WriteRoot(json, selection);
    }

    /// <summary>Writes a whole document; where all of it is wanted, byte for byte.</summary>
    public static void WriteDocument(Utf8JsonWriter json, ReadOnlySpan<byte> utf8, Selection selection)
    {
        if (selection.IsWhole)
        {
            json.WriteRawValue(utf8, skipInputValidation: true);
            return;
        }

        using var filter = new RawFilter(utf8);
        filter.WriteRoot(json, selection);
    }

    public readonly void Dispose()
    {
        document.Dispose();
        output.Dispose();
    }

    /// <summary>An array that holds something, but no object, is taken or left as a whole.</summary>
    private readonly bool IsLeaf(int at)
    {
        var token = document.Tokens[at];
        return token.Kind switch
        {
            RawKind.Object => false,
            RawKind.Array => !token.HoldsObjects && token.Next > at + 1,
            _ => true,
        };
    }

    private void WriteRoot(Utf8JsonWriter json, Selection selection)
    {
        Write(0, selection);
        output.WriteTo(json);
    }

    private void Write(int at, Selection selection)
    {
        var token = document.Tokens[at];
        if (selection.IsWhole || IsLeaf(at))
            output.Value(document.Bytes(token));
        else if (token.Kind == RawKind.Object)
            WriteMembers(at, selection);
        else
            WriteElements(at, selection);
    }

    private void WriteMembers(int container, Selection selection)
    {
        var tokens = document.Tokens;
        output.StartObject();
        for (var at = container + 1; at < tokens[container].Next; at = tokens[at + 1].Next)
        {
            if (tokens[at].IsShadowed || Member(tokens[at], selection) is not { } member)
                continue;
            if (IsLeaf(at + 1) && !member.ShowsDefaults)
                continue;

            output.Name(document.Bytes(tokens[at]));
            Write(at + 1, member);
        }

        output.EndObject();
    }

    private void WriteElements(int container, Selection selection)
    {
        var tokens = document.Tokens;
        output.StartArray();
        for (var at = container + 1; at < tokens[container].Next; at = tokens[at].Next)
        {
            if (!IsLeaf(at) || selection.ShowsDefaults)
                Write(at, selection);
        }

        output.EndArray();
    }

    private readonly Selection? Member(RawToken token, Selection selection)
    {
        var name = document.Name(token);
        Span<char> text = stackalloc char[NameBuffer];
        return name.Length <= NameBuffer
            ? selection.StoredMember(text[..Encoding.UTF8.GetChars(name, text)])
            : selection.StoredMember(Encoding.UTF8.GetString(name));
    }
}
