using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mortise.Server.Platform.Impersonation;
using Mortise.Server.Platform.Storage;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Impersonation;

public sealed class DevelopmentAuthorityTests
{
    private readonly FakeClock clock = new();

    [Fact]
    public void It_is_kept_for_its_owner_alone_and_certifies_the_two_names_anew_every_few_days()
    {
        using var directory = new TemporaryDirectory();
        var data = new DataDirectory(directory.Path);
        string digest, certificate;
        using (var first = new DevelopmentAuthority(data, clock))
        {
            var host = first.Host().TargetCertificate;
            Assert.Equal(["bitbucket.org", "api.bitbucket.org"], host.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
            Assert.True(IsTrusted(host, first.CertificateFile));
            clock.Advance(DevelopmentAuthority.HostLifetime / 3);
            Assert.Same(host, first.Host().TargetCertificate);
            clock.Advance(DevelopmentAuthority.HostLifetime / 3);
            Assert.NotEqual(host.SerialNumber, first.Host().TargetCertificate.SerialNumber);
            Assert.True(IsTrusted(first.Host().TargetCertificate, first.CertificateFile));
            (digest, certificate) = (first.HostKeyDigest, File.ReadAllText(first.CertificateFile));
        }

        foreach (var file in (string[])["development-authority.pem", "development-host.key"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data.Keys, file)));

        Assert.DoesNotContain("PRIVATE", certificate, StringComparison.Ordinal);
        using (var second = new DevelopmentAuthority(data, clock))
            Assert.Equal((digest, certificate), (second.HostKeyDigest, File.ReadAllText(second.CertificateFile)));

        clock.Advance(DevelopmentAuthority.Lifetime);
        using var late = new DevelopmentAuthority(data, clock);
        Assert.NotEqual(certificate, File.ReadAllText(late.CertificateFile));
        Assert.Equal(digest, late.HostKeyDigest);
    }

    [Theory]
    [InlineData("bitbucket.org", true)]
    [InlineData("example.com", false)]
    [InlineData("bitbucket.org.example.com", false)]
    [InlineData("localhost", false)]
    public void Whoever_takes_its_key_can_forge_no_other_name(string name, bool works)
    {
        using var directory = new TemporaryDirectory();
        var data = new DataDirectory(directory.Path);
        using var authority = new DevelopmentAuthority(data, clock);
        using var stolen = X509Certificate2.CreateFromPemFile(Path.Combine(data.Keys, "development-authority.pem"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var forged = request.Create(stolen, clock.GetUtcNow(), clock.GetUtcNow().AddDays(1), [1, 2, 3]);

        Assert.Equal(works, IsTrusted(forged, authority.CertificateFile));
    }

    private bool IsTrusted(X509Certificate2 certificate, string authorityFile)
    {
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(authorityFile);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }
}
