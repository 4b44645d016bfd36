using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Platform.Secrets;

/// <summary>256 bits in a file of mode 0600 that seal the key ring: a copy of the database alone opens no secret.</summary>
internal sealed class MasterKey
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] key;

    private MasterKey(byte[] key) => this.key = key;

    /// <summary>Reads the file, or makes it on the first start.</summary>
    /// <exception cref="InvalidDataException">The file does not hold 32 bytes in base64.</exception>
    public static MasterKey Open(string path)
    {
        if (!File.Exists(path))
            DataDirectory.WriteSecret(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));

        var bytes = new byte[KeyBytes + 4];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), bytes, out var length) && length == KeyBytes
            ? new MasterKey(bytes[..KeyBytes])
            : throw new InvalidDataException($"The master key file {path} must hold {KeyBytes} bytes in base64.");
    }

    /// <summary>AES-256-GCM: nonce, tag, ciphertext.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var output = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(output.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(output.AsSpan(0, NonceBytes), plain, output.AsSpan(NonceBytes + TagBytes), output.AsSpan(NonceBytes, TagBytes));
        return output;
    }

    public byte[] Decrypt(ReadOnlySpan<byte> data)
    {
        var plain = new byte[data.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(data[..NonceBytes], data[(NonceBytes + TagBytes)..], data.Slice(NonceBytes, TagBytes), plain);
        return plain;
    }
}

/// <summary>Writes the elements of the key ring under the master key.</summary>
internal sealed class MasterKeyEncryptor(MasterKey key) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("masterKey", Convert.ToBase64String(key.Encrypt(System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString())))),
        typeof(MasterKeyDecryptor));
}

/// <summary>Reads them back; the framework makes it by this type's name, so the name stays.</summary>
internal sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(System.Text.Encoding.UTF8.GetString(services.GetRequiredService<MasterKey>().Decrypt(Convert.FromBase64String(encryptedElement.Value))));
}
