using System.Buffers;
using System.Text.Json;

namespace Mortise.Query.Fields;

/// <summary>Writes <c>properties</c>: which parts of which values the items want.</summary>
/// <remarks>
/// At each node:
/// 1. find the target of each item among the names that are there: the longest that its next segments spell;
/// 2. decide for each member: start from how far the node is open, then apply the items that aim at the member, from left to right;
/// 3. write it, or go down with the items that reach deeper.
/// The items of a node lie on one pooled stack, above those of the node around it.
/// </remarks>
internal readonly ref struct PropertiesFilter : IDisposable
{
    private readonly MaskItem[] items;
    private readonly PropertiesItem[] stack;

    private PropertiesFilter(MaskItem[] items)
    {
        this.items = items;

        // Each level takes a segment from each of its items; what an item puts back where it ends reaches two levels further.
        stack = ArrayPool<PropertiesItem>.Shared.Rent((FieldMask.MaxDepth + PropertiesFrame.HitOfAll) * items.Length);
    }

    public static void Write(Utf8JsonWriter json, Selection selection, IReadOnlyList<AppProperties> apps)
    {
        using var filter = new PropertiesFilter(selection.Items);
        var frame = new PropertiesFrame
        {
            Open = selection.ShowsDefaults ? PropertiesFrame.HitOfAll : PropertiesFrame.Passed,
            Start = selection.StartsWithDefaults ? PropertiesFrame.HitOfAll : PropertiesFrame.Passed,
            Count = selection.Items.Length,
        };
        for (var i = 0; i < frame.Count; i++)
        {
            filter.stack[i] = filter.items[i] == MaskItem.Defaults
                ? new() { Item = PropertiesItem.PutBack, Segment = PropertiesFrame.HitOfAll }
                : new() { Item = i, Segment = selection.Depth };
        }

        json.WriteStartObject();
        filter.WriteApps(json, frame, apps);
        json.WriteEndObject();
    }

    public void Dispose() => ArrayPool<PropertiesItem>.Shared.Return(stack);

    private void WriteApps(Utf8JsonWriter json, PropertiesFrame frame, IReadOnlyList<AppProperties> apps)
    {
        foreach (ref var aimed in ItemsOf(frame))
            aimed.Length = LongestApp(aimed, apps);

        for (var i = 0; i < apps.Count; i++)
        {
            var app = apps[i];
            var child = Begin(frame, isScalar: false);
            foreach (var aimed in ItemsOf(frame))
            {
                if (aimed.Item == PropertiesItem.PutBack || AimsAtApp(aimed, aimed.Length, app))
                    Apply(ref child, aimed, isScalar: false);
            }

            if (child.Open == PropertiesFrame.Absent)
                continue;

            json.WriteStartObject(app.AppKey);
            WriteProperties(json, child, app.Properties);
            json.WriteEndObject();
        }
    }

    private void WriteProperties(Utf8JsonWriter json, PropertiesFrame frame, IReadOnlyList<StoredProperty> properties)
    {
        foreach (ref var aimed in ItemsOf(frame))
            aimed.Length = aimed.Item == PropertiesItem.PutBack ? 0 : LongestProperty(items[aimed.Item], aimed.Segment, properties);

        for (var i = 0; i < properties.Count; i++)
        {
            var property = properties[i];
            var child = Begin(frame, isScalar: false);
            foreach (var aimed in ItemsOf(frame))
            {
                if (aimed.Item == PropertiesItem.PutBack || Spells(items[aimed.Item], aimed.Segment, aimed.Length, property.Name))
                    Apply(ref child, aimed, isScalar: false);
            }

            if (child.Open == PropertiesFrame.Absent)
                continue;

            json.WritePropertyName(property.Name);
            WriteValue(json, child, property.Utf8.Span);
        }
    }

    private void WriteValue(Utf8JsonWriter json, PropertiesFrame frame, ReadOnlySpan<byte> utf8)
    {
        using var document = new RawDocument(utf8);
        var output = new RawOutput(utf8.Length);
        Write(document, 0, frame, ref output);
        output.WriteTo(json);
        output.Dispose();
    }

    private void Write(in RawDocument document, int at, PropertiesFrame frame, ref RawOutput output)
    {
        var token = document.Tokens[at];
        if (IsScalar(token))
            output.Value(document.Bytes(token));
        else if (token.Kind == RawKind.Object)
            WriteMembers(document, at, frame, ref output);
        else
            WriteElements(document, at, frame, ref output);
    }

    private void WriteMembers(in RawDocument document, int container, PropertiesFrame frame, ref RawOutput output)
    {
        var tokens = document.Tokens;
        FindTargets(document, container, frame);

        output.StartObject();
        for (var at = container + 1; at < tokens[container].Next; at = tokens[at + 1].Next)
        {
            if (tokens[at].IsShadowed)
                continue;

            var child = Decide(document, at, frame);
            if (child.Open == PropertiesFrame.Absent || (child.Open == PropertiesFrame.Passed && IsScalar(tokens[at + 1])))
                continue;

            output.Name(document.Bytes(tokens[at]));
            Write(document, at + 1, child, ref output);
        }

        output.EndObject();
    }

    private void WriteElements(in RawDocument document, int container, PropertiesFrame frame, ref RawOutput output)
    {
        var tokens = document.Tokens;
        output.StartArray();
        for (var at = container + 1; at < tokens[container].Next; at = tokens[at].Next)
        {
            if (!IsScalar(tokens[at]) || frame.Open > PropertiesFrame.Passed)
                Write(document, at, frame, ref output);
        }

        output.EndArray();
    }

    private void FindTargets(in RawDocument document, int container, PropertiesFrame frame)
    {
        var aims = ItemsOf(frame);
        foreach (ref var aimed in aims)
            aimed.Length = aimed.Item != PropertiesItem.PutBack && items[aimed.Item].IsAnyMember(aimed.Segment) ? 1 : 0;

        var tokens = document.Tokens;
        for (var at = container + 1; !aims.IsEmpty && at < tokens[container].Next; at = tokens[at + 1].Next)
        {
            var name = document.Name(tokens[at]);
            foreach (ref var aimed in aims)
            {
                if (aimed.Item == PropertiesItem.PutBack)
                    continue;

                var item = items[aimed.Item];
                for (var length = item.Joinable(aimed.Segment); length > aimed.Length; length--)
                {
                    if (item.Utf8(aimed.Segment, length).SequenceEqual(name))
                        aimed.Length = length;
                }
            }
        }
    }

    private PropertiesFrame Decide(in RawDocument document, int at, PropertiesFrame frame)
    {
        var value = document.Tokens[at + 1];
        var isScalar = IsScalar(value);
        var child = Begin(frame, isScalar);
        if (frame.Count == 0)
            return child;

        var name = document.Name(document.Tokens[at]);
        foreach (var aimed in ItemsOf(frame))
        {
            if (aimed.Item == PropertiesItem.PutBack || Spells(items[aimed.Item], aimed.Segment, aimed.Length, name))
                Apply(ref child, aimed, isScalar, holdsScalars: isScalar || value.Kind == RawKind.Array);
        }

        return child;
    }

    /// <summary>A member before any item: there as far as the node around it is open. Objects need one level more than scalars.</summary>
    private static PropertiesFrame Begin(PropertiesFrame around, bool isScalar)
    {
        var open = Below(around.Start, isScalar);
        return new() { First = around.End, Open = open, Start = open };
    }

    private static int Below(int open, bool isScalar)
    {
        var left = isScalar ? open : open - 1;
        return left > 0 ? left : PropertiesFrame.Absent;
    }

    /// <summary>Applies an item to a member that it aims at. One that goes on with nothing but <c>*</c> adds levels: it keeps the scalars on its way.</summary>
    private void Apply(ref PropertiesFrame child, PropertiesItem aimed, bool isScalar, bool holdsScalars = false)
    {
        if (aimed.Item == PropertiesItem.PutBack)
        {
            PutBack(ref child, Below(aimed.Segment, isScalar));
            return;
        }

        var item = items[aimed.Item];
        var next = aimed.Segment + aimed.Length;
        if (next < item.Count)
        {
            if (item.Adds && child.Open <= PropertiesFrame.Passed)
                child.Open = holdsScalars && item.EndsInAnyMember(aimed.Segment) ? PropertiesFrame.Shown : PropertiesFrame.Passed;
            Push(ref child, new() { Item = aimed.Item, Segment = next });
        }
        else if (item.Adds)
        {
            PutBack(ref child, PropertiesFrame.Hit);
        }
        else
        {
            child.Open = child.Start = PropertiesFrame.Absent;
            child.Count = 0;
        }
    }

    /// <summary>Opens a node again that earlier items may have emptied; what they added and removed again stays away.</summary>
    private void PutBack(ref PropertiesFrame frame, int open)
    {
        if (open == PropertiesFrame.Absent)
            return;

        var (adds, removes) = (false, false);
        foreach (var earlier in ItemsOf(frame))
        {
            adds |= earlier.Item == PropertiesItem.PutBack ? earlier.Segment > open : items[earlier.Item].Adds;
            removes |= earlier.Item != PropertiesItem.PutBack && !items[earlier.Item].Adds;
        }

        if (removes && (adds || frame.Start > open))
            Push(ref frame, new() { Item = PropertiesItem.PutBack, Segment = open });
        else if (removes)
            frame.Count = 0;

        frame.Open = Math.Max(frame.Open, open);
        if (!removes || frame.Count == 0)
            frame.Start = Math.Max(frame.Start, open);
    }

    private void Push(ref PropertiesFrame frame, PropertiesItem item)
    {
        stack[frame.End] = item;
        frame.Count++;
    }

    private int LongestApp(PropertiesItem aimed, IReadOnlyList<AppProperties> apps)
    {
        if (aimed.Item == PropertiesItem.PutBack)
            return 0;

        var item = items[aimed.Item];
        if (item.IsAnyMember(aimed.Segment))
            return 1;

        for (var length = item.Joinable(aimed.Segment); length > 0; length--)
        {
            for (var i = 0; i < apps.Count; i++)
            {
                if (AimsAtApp(aimed, length, apps[i]))
                    return length;
            }
        }

        return 0;
    }

    /// <summary>Whether the item's next segments spell the app's key, and what follows them one of its properties.</summary>
    private bool AimsAtApp(PropertiesItem aimed, int length, AppProperties app)
    {
        var item = items[aimed.Item];
        var next = aimed.Segment + length;
        return Spells(item, aimed.Segment, length, app.AppKey)
            && (next == item.Count || LongestProperty(item, next, app.Properties) > 0);
    }

    private static int LongestProperty(MaskItem item, int segment, IReadOnlyList<StoredProperty> properties)
    {
        if (item.IsAnyMember(segment))
            return 1;

        for (var length = item.Joinable(segment); length > 0; length--)
        {
            for (var i = 0; i < properties.Count; i++)
            {
                if (Spells(item, segment, length, properties[i].Name))
                    return length;
            }
        }

        return 0;
    }

    private static bool Spells(MaskItem item, int segment, int length, string name) =>
        length > 0 && (item.IsAnyMember(segment) || item.Text(segment, length).SequenceEqual(name));

    private static bool Spells(MaskItem item, int segment, int length, ReadOnlySpan<byte> name) =>
        length > 0 && (item.IsAnyMember(segment) || item.Utf8(segment, length).SequenceEqual(name));

    private static bool IsScalar(RawToken token) => token.Kind != RawKind.Object && !token.HoldsObjects;

    private Span<PropertiesItem> ItemsOf(PropertiesFrame frame) => stack.AsSpan(frame.First, frame.Count);
}
