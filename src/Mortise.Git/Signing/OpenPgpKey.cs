using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mortise.Git.Signing;

/// <summary>An OpenPGP key, version 4, RSA, that signs commits as <c>git</c> and <c>gpg</c> check them.</summary>
/// <remarks>
/// The same bytes signed for the same instant give the same signature: ids of signed commits depend on nothing else. Thread-safe. A signature costs a
/// few milliseconds of CPU. Source: RFC 4880, 4.2, 5.2, 5.5.2, 5.11 and 12.2.
/// </remarks>
public sealed class OpenPgpKey : IDisposable
{
    /// <summary>Of the modulus.</summary>
    public const int Bits = 3072;

    private const byte Version = 4;
    private const byte Rsa = 1;
    private const byte Sha256 = 8;

    private readonly Lock gate = new();
    private readonly RSA rsa;
    private readonly byte[] body;
    private readonly byte[] fingerprint;

    private OpenPgpKey(RSA rsa, DateTimeOffset createdOn)
    {
        this.rsa = rsa;
        var key = rsa.ExportParameters(includePrivateParameters: false);
        var written = new ArrayBufferWriter<byte>();
        written.Write<byte>([Version]);
        WriteInstant(written, createdOn);
        written.Write<byte>([Rsa]);
        WriteNumber(written, key.Modulus);
        WriteNumber(written, key.Exponent);
        body = written.WrittenSpan.ToArray();
        fingerprint = FingerprintOf(body);
    }

    /// <summary>40 hexadecimal digits, upper case.</summary>
    public string Fingerprint => Convert.ToHexString(fingerprint);

    /// <summary>Makes a private key; takes a good part of a second.</summary>
    /// <returns>PKCS #8, for <see cref="Open"/>.</returns>
    public static byte[] Generate()
    {
        using var made = RSA.Create(Bits);
        return made.ExportPkcs8PrivateKey();
    }

    /// <param name="pkcs8">From <see cref="Generate"/>.</param>
    /// <param name="createdOn">Whole seconds are kept; part of the fingerprint. No signature may be older.</param>
    /// <exception cref="CryptographicException">That is no RSA key.</exception>
    public static OpenPgpKey Open(ReadOnlySpan<byte> pkcs8, DateTimeOffset createdOn)
    {
        var opened = RSA.Create();
        opened.ImportPkcs8PrivateKey(pkcs8, out _);
        return new OpenPgpKey(opened, createdOn);
    }

    /// <summary>What others import to check signatures: the key, a name, and the key's own signature over both, in ASCII.</summary>
    /// <param name="name">Whose key it is.</param>
    /// <param name="when">Of that signature.</param>
    public string PublicKey(string name, DateTimeOffset when)
    {
        const byte Key = 6;
        const byte UserId = 13;
        const byte Certification = 0x13;
        var id = Encoding.UTF8.GetBytes(name);
        var signed = new ArrayBufferWriter<byte>();
        signed.Write<byte>([0x99, (byte)(body.Length >> 8), (byte)body.Length]);
        signed.Write(body);
        signed.Write<byte>([0xB4, (byte)(id.Length >> 24), (byte)(id.Length >> 16), (byte)(id.Length >> 8), (byte)id.Length]);
        signed.Write(id);

        const byte KeyFlags = 27;
        const byte CertifiesAndSigns = 0x03;
        var packets = new ArrayBufferWriter<byte>();
        WritePacket(packets, Key, body);
        WritePacket(packets, UserId, id);
        WriteSignature(packets, Certification, signed.WrittenSpan, when, [2, KeyFlags, CertifiesAndSigns]);
        return ArmoredText.Of("PUBLIC KEY BLOCK", packets.WrittenSpan);
    }

    /// <summary>A detached signature over the bytes, in ASCII.</summary>
    /// <param name="when">Whole seconds are kept.</param>
    public string Sign(ReadOnlySpan<byte> bytes, DateTimeOffset when)
    {
        const byte Document = 0x00;
        var packets = new ArrayBufferWriter<byte>();
        WriteSignature(packets, Document, bytes, when, []);
        return ArmoredText.Of("SIGNATURE", packets.WrittenSpan);
    }

    public void Dispose() => rsa.Dispose();

    /// <summary>1. The part that is signed with the bytes. 2. The hash of both and the trailer. 3. The part that is not signed, the hash's start, the number.</summary>
    private void WriteSignature(ArrayBufferWriter<byte> packets, byte type, ReadOnlySpan<byte> bytes, DateTimeOffset when, ReadOnlySpan<byte> more)
    {
        const byte Signature = 2;
        const byte CreatedOn = 2;
        const byte Issuer = 16;
        const byte IssuerFingerprint = 33;
        var head = new ArrayBufferWriter<byte>();
        head.Write<byte>([Version, type, Rsa, Sha256]);                                                                           // 1
        var length = 6 + 2 + 1 + fingerprint.Length + more.Length;
        head.Write<byte>([(byte)(length >> 8), (byte)length, 5, CreatedOn]);
        WriteInstant(head, when);
        head.Write<byte>([(byte)(2 + fingerprint.Length), IssuerFingerprint, Version]);
        head.Write(fingerprint);
        head.Write(more);

        Span<byte> trailer = [Version, 0xFF, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(trailer[2..], head.WrittenCount);
        using var hashing = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);                                           // 2
        hashing.AppendData(bytes);
        hashing.AppendData(head.WrittenSpan);
        hashing.AppendData(trailer);
        var hash = hashing.GetHashAndReset();

        head.Write<byte>([0, 10, 9, Issuer]);                                                                                     // 3
        head.Write(fingerprint.AsSpan(^8..));
        head.Write(hash.AsSpan(..2));
        lock (gate)
            WriteNumber(head, rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        WritePacket(packets, Signature, head.WrittenSpan);
    }

    /// <summary>SHA-1, as the format says: it names a key and proves nothing.</summary>
    private static byte[] FingerprintOf(byte[] body)
    {
#pragma warning disable CA5350 // RFC 4880, 12.2
        return SHA1.HashData([0x99, (byte)(body.Length >> 8), (byte)body.Length, .. body]);
#pragma warning restore CA5350
    }

    private static void WriteInstant(ArrayBufferWriter<byte> output, DateTimeOffset when)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(4), (uint)when.ToUnixTimeSeconds());
        output.Advance(4);
    }

    /// <summary>A whole number: its bits as 16 bits, then its bytes without leading zeros.</summary>
    private static void WriteNumber(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> number)
    {
        number = number.TrimStart((byte)0);
        var bits = (number.Length * 8) - (number.Length > 0 ? byte.LeadingZeroCount(number[0]) : 0);
        output.Write<byte>([(byte)(bits >> 8), (byte)bits]);
        output.Write(number);
    }

    /// <summary>A packet with a header of the new format.</summary>
    private static void WritePacket(ArrayBufferWriter<byte> output, byte tag, ReadOnlySpan<byte> content)
    {
        output.Write<byte>([(byte)(0xC0 | tag)]);
        if (content.Length < 192)
            output.Write<byte>([(byte)content.Length]);
        else
            output.Write<byte>([0xFF, (byte)(content.Length >> 24), (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length]);
        output.Write(content);
    }
}
