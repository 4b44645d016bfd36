using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Platform.Impersonation;

/// <summary>Certifies this host under <see cref="ImpersonatedHosts.Names"/>, for clients that were told to trust it, and can certify nothing else.</summary>
/// <remarks>
/// The authority is kept in <c>DIR/keys</c>: its key in a file of mode 0600, its certificate beside it for clients. Its constraints keep it to the two
/// names (RFC 5280, 4.2.1.10), so that whoever trusts it gives away nothing more. The certificate of the host lives in memory, for days; its key is
/// kept, so that a browser may be told of the key instead of the authority.
/// </remarks>
internal sealed class DevelopmentAuthority : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(5 * 365);
    public static readonly TimeSpan HostLifetime = TimeSpan.FromDays(7);

    private const string NameConstraints = "2.5.29.30";

    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly X509Certificate2 authority;
    private readonly ECDsa hostKey;
    private SslStreamCertificateContext? host;

    public DevelopmentAuthority(DataDirectory directory, TimeProvider clock)
    {
        this.clock = clock;
        CertificateFile = Path.Combine(directory.Keys, "development-authority.crt");
        hostKey = ReadKey(Path.Combine(directory.Keys, "development-host.key"));
        authority = ReadAuthority(Path.Combine(directory.Keys, "development-authority.pem"));
        File.WriteAllText(CertificateFile, authority.ExportCertificatePem() + "\n");
    }

    /// <summary>What clients are told to trust: the authority's certificate alone, as PEM.</summary>
    public string CertificateFile { get; }

    /// <summary>SHA-256 of the host's public key in base64, as browsers take it in place of an authority; the same at every start.</summary>
    public string HostKeyDigest => Convert.ToBase64String(SHA256.HashData(hostKey.ExportSubjectPublicKeyInfo()));

    /// <summary>The host's certificate; a new one once half the life of the last has passed.</summary>
    public SslStreamCertificateContext Host()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (host is null || now > End(host.TargetCertificate) - (HostLifetime / 2))
                host = SslStreamCertificateContext.Create(Certify(now), additionalCertificates: null, offline: true);

            return host;
        }
    }

    public void Dispose()
    {
        authority.Dispose();
        hostKey.Dispose();
    }

    /// <summary>A soon outdated authority is replaced; whoever trusted it has to be told of the next one.</summary>
    private X509Certificate2 ReadAuthority(string file)
    {
        if (File.Exists(file) && X509Certificate2.CreateFromPemFile(file) is var known)
        {
            if (End(known) - HostLifetime > clock.GetUtcNow())
                return known;

            known.Dispose();
        }

        var made = Establish(clock.GetUtcNow());
        DataDirectory.WriteSecret(file, $"{made.ExportCertificatePem()}\n{made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
        return made;
    }

    private static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    private static ECDsa ReadKey(string file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(file))
            key.ImportFromPem(File.ReadAllText(file));
        else
            DataDirectory.WriteSecret(file, key.ExportPkcs8PrivateKeyPem() + "\n");

        return key;
    }

    private static X509Certificate2 Establish(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Mortise development authority {now:yyyy-MM-dd HH:mm:ss}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509Extension(NameConstraints, Constraints(), critical: true));
        return request.CreateSelfSigned(now - Backdated, now + Lifetime);
    }

    private X509Certificate2 Certify(DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN={ImpersonatedHosts.Names[0]}", hostKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in ImpersonatedHosts.Names)
            names.AddDnsName(name);

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var signed = request.Create(authority, now - Backdated, now + HostLifetime, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(hostKey);
    }

    /// <summary>Names at or below the shorter of the two are permitted; addresses are not, of either length.</summary>
    private static byte[] Constraints()
    {
        var (permitted, excluded) = (new Asn1Tag(TagClass.ContextSpecific, 0), new Asn1Tag(TagClass.ContextSpecific, 1));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(permitted))
            using (writer.PushSequence())
                writer.WriteCharacterString(UniversalTagNumber.IA5String, ImpersonatedHosts.Names[0], new Asn1Tag(TagClass.ContextSpecific, 2));

            using (writer.PushSequence(excluded))
            {
                foreach (var length in (int[])[8, 32])
                {
                    using (writer.PushSequence())
                        writer.WriteOctetString(new byte[length], new Asn1Tag(TagClass.ContextSpecific, 7));
                }
            }
        }

        return writer.Encode();
    }
}
