using System.Text;

namespace Mortise.Git.Signing;

/// <summary>OpenPGP's text form of bytes. Source: RFC 4880, 6.</summary>
internal static class ArmoredText
{
    private const int LineLength = 64;

    /// <summary>Base64 in lines of 64 between its two marks, with the checksum on a line of its own; ends with a newline.</summary>
    /// <param name="kind">For example <c>SIGNATURE</c>.</param>
    /// <param name="bytes">Whole packets.</param>
    public static string Of(string kind, ReadOnlySpan<byte> bytes)
    {
        var base64 = Convert.ToBase64String(bytes);
        var text = new StringBuilder($"-----BEGIN PGP {kind}-----\n\n");
        for (var at = 0; at < base64.Length; at += LineLength)
            text.Append(base64, at, Math.Min(LineLength, base64.Length - at)).Append('\n');

        var sum = Crc24(bytes);
        text.Append('=').Append(Convert.ToBase64String([(byte)(sum >> 16), (byte)(sum >> 8), (byte)sum]));
        return text.Append($"\n-----END PGP {kind}-----\n").ToString();
    }

    /// <summary>The checksum of RFC 4880, 6.1: 24 bits.</summary>
    public static int Crc24(ReadOnlySpan<byte> bytes)
    {
        const int Start = 0xB704CE;
        const int Polynomial = 0x1864CFB;
        var sum = Start;
        foreach (var one in bytes)
        {
            sum ^= one << 16;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum << 1) ^ ((sum & 0x800000) != 0 ? Polynomial : 0);
        }

        return sum & 0xFFFFFF;
    }
}
