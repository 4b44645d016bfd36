using System.Security.Cryptography;
using System.Text;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Platform.Auth;

/// <summary>The credential of the host's administrator: whoever can read <c>DIR/admin.token</c> may use the admin API.</summary>
/// <remarks>Made at the first start, 256 bits of chance, mode 0600. Thread-safe.</remarks>
internal sealed class AdminToken
{
    private const int FewestCharacters = 32;

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
