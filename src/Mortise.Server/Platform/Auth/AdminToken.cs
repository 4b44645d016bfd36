using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Platform.Auth;

/// <summary>The credential of the host's administrator: whoever can read <c>DIR/admin.token</c> may use the admin API.</summary>
/// <remarks>Made at the first start, 256 bits of chance, mode 0600. Thread-safe.</remarks>
internal sealed class AdminToken
{
    private const int FewestCharacters = 32;

    /// <summary>Without the letters that are taken for others.</summary>
    private const string CodeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private readonly byte[] hash;

    /// <summary>Reads the file, or makes it on the first start.</summary>
    /// <exception cref="InvalidDataException">The file holds no token.</exception>
    public AdminToken(DataDirectory directory)
    {
        var path = directory.AdminTokenFile;
        if (!File.Exists(path))
            Make(path);

        var text = File.ReadAllText(path).Trim();
        if (text.Length < FewestCharacters)
            throw new InvalidDataException($"The file {path} must hold a token of at least {FewestCharacters} characters. Delete it, and the next start makes a new one.");

        hash = Hash(text);
    }

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public bool Is(string token) => CryptographicOperations.FixedTimeEquals(Hash(token), hash);

    /// <summary>A code for one purpose, the same on every node and after every start: 12 letters and digits of 60 bits, in groups of four.</summary>
    /// <remarks>Who knows the token knows the code; who knows the code learns nothing about the token.</remarks>
    public string CodeFor(string purpose)
    {
        var bits = BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(hash, Encoding.UTF8.GetBytes(purpose)));
        Span<char> code = stackalloc char[14];
        for (var at = 0; at < code.Length; at++)
        {
            if (at % 5 == 4)
            {
                code[at] = '-';
                continue;
            }

            code[at] = CodeAlphabet[(int)(bits & 31)];
            bits >>= 5;
        }

        return new string(code);
    }

    /// <summary>True for <see cref="CodeFor"/> of that purpose; capitals and what stands between the groups do not count.</summary>
    public bool IsCodeFor(string purpose, string text)
    {
        var typed = string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return CryptographicOperations.FixedTimeEquals(Hash(typed), Hash(CodeFor(purpose).Replace("-", "", StringComparison.Ordinal)));
    }

    /// <summary>Of several nodes that start together on one directory, one makes the token and the others read it.</summary>
    private static void Make(string path)
    {
        var beside = $"{path}.{Guid.NewGuid():N}";
        DataDirectory.WriteSecret(beside, TokenSecret.New(Credentials.HostAdmin) + "\n");
        try
        {
            File.Move(beside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(beside);
        }
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
