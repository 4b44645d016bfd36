using System.Globalization;
using System.Text;

namespace Mortise.Server.Features.Source;

/// <summary>Percent-encoding, down to bytes: names of files need be no UTF-8.</summary>
internal static class Percent
{
    /// <summary>The bytes; a percent sign that begins no byte stays as it is.</summary>
    public static byte[] Decode(string text) => Decode(Encoding.UTF8.GetBytes(text), plusIsBlank: false);

    /// <summary>As the other overload; in forms a plus sign is a blank.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> text, bool plusIsBlank)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length && byte.TryParse(text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes[length++] = one;
                at += 2;
            }
            else
            {
                bytes[length++] = plusIsBlank && text[at] == '+' ? (byte)' ' : text[at];
            }
        }

        return bytes[..length];
    }
}
