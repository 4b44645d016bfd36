using System.Diagnostics.CodeAnalysis;

namespace Mortise.Query.Fields;

/// <summary>Reads the text of <c>fields</c> into items.</summary>
internal static class MaskParser
{
    private const string PropertiesSegment = "properties";

    /// <summary>Items in the order of the text, none when every item is empty; <paramref name="hasBareItem"/> when one has no sign.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out MaskItem[]? items, out bool hasBareItem, [NotNullWhen(false)] out string? problem)
    {
        var read = new List<MaskItem>();
        (items, hasBareItem, problem) = (null, false, null);

        foreach (var range in text.AsSpan().Split(','))
        {
            var (start, length) = range.GetOffsetAndLength(text.Length);
            var item = text.AsSpan(start, length).TrimEnd();
            var path = item.TrimStart();
            if (path.IsEmpty)
                continue;

            // Differs: the published text lets an unencoded + (which arrives as a blank) match nothing; it is never meant so.
            var isSigned = path[0] is '+' or '-';
            hasBareItem |= !isSigned && path.Length == item.Length;
            var adds = path[0] != '-';
            if (isSigned)
                path = path[1..].TrimStart();

            problem = read.Count == FieldMask.MaxItems
                ? $"fields: at most {FieldMask.MaxItems} items"
                : Check(path, start + item.Length - path.Length);
            if (problem is not null)
                return false;

            read.Add(new MaskItem(adds, path.ToString()));
        }

        items = [.. read];
        return true;
    }

    /// <summary>What is wrong with a path that begins at <paramref name="offset"/>, or null.</summary>
    private static string? Check(ReadOnlySpan<char> path, int offset)
    {
        var (segments, mayBeEmpty) = (0, false);
        foreach (var range in path.Split('.'))
        {
            if (++segments > FieldMask.MaxDepth)
                return $"fields: at most {FieldMask.MaxDepth} segments in a path, at position {offset + range.Start.Value + 1}";

            // Names of application properties may hold any dots, so that a part of such a name may be empty.
            var segment = path[range];
            if (segment.IsEmpty && !mayBeEmpty)
                return $"fields: a name is missing at position {offset + range.Start.Value + 1}";
            mayBeEmpty |= segment.SequenceEqual(PropertiesSegment);
        }

        return null;
    }
}
