using System.Text;

namespace Mortise.Query.Filtering;

/// <summary>Text for queries that a program puts together from what people typed.</summary>
public static class QueryText
{
    /// <summary>The text as a literal of <c>q</c>, in double quotes; control characters become blanks, and halves of surrogate pairs U+FFFD.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                quoted.Append('\\');

            quoted.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return quoted.Append('"').ToString();
    }
}
