using System.Globalization;
using System.Net;

namespace Mortise.Server.Platform.Egress;

/// <summary>IPv4 addresses in the spellings that C libraries still resolve: decimal, octal and hexadecimal, one to four parts.</summary>
internal static class NumericHost
{
    /// <summary>Reads <c>2130706433</c>, <c>0x7f.1</c> or <c>0177.0.0.1</c>.</summary>
    public static bool TryRead(string host, out IPAddress address)
    {
        address = IPAddress.None;
        var parts = host.Split('.');
        if (parts.Length > 4)
            return false;

        ulong value = 0;
        for (var at = 0; at < parts.Length; at++)
        {
            var isLast = at == parts.Length - 1;
            var most = isLast ? (1UL << (8 * (5 - parts.Length))) - 1 : 255;
            if (!TryReadPart(parts[at], out var part) || part > most)
                return false;

            value = isLast ? (value << (8 * (5 - parts.Length))) | part : (value << 8) | part;
        }

        address = new IPAddress([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        return true;
    }

    /// <summary>True when the last label is a number, which no name on the Internet has.</summary>
    public static bool LooksNumeric(string host) => TryReadPart(host[(host.LastIndexOf('.') + 1)..], out _);

    private static bool TryReadPart(string text, out ulong value)
    {
        value = 0;
        if (text.Length is 0 or > 20)
            return false;

        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return text.Length == 2 || ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;

        if (text[0] != '0')
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

        foreach (var digit in text)
        {
            if (digit > '7')
                return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

            value = value * 8 + (ulong)(digit - '0');
        }

        return true;
    }
}
