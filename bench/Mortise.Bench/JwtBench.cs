using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mortise.Connect.Jwt;

namespace Mortise.Bench;

/// <summary>The check of an app's token, beside one HMAC-SHA256 over the same bytes.</summary>
internal static class JwtBench
{
    private const int Checks = 20_000;
    private const int Rounds = 9;
    private const string Secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static readonly SharedSecret[] Secrets = [new(Secret)];
    private const string ClientKey = "connection:17";
    private const string Path = "/2.0/repositories/acme/rocket/properties/bench-app/latest?fields=status";

    public static void Run()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var token = JwtSigner.Sign(new JwtClaims("bench-app", now, now.AddMinutes(3), Subject: ClientKey, Qsh: Qsh.Compute("GET", Path)), Secret);
        var request = new SignedRequest("GET", Path);
        var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        var key = Encoding.UTF8.GetBytes(Secret);
        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var mac = Time(() => HMACSHA256.HashData(key, signed, stackalloc byte[32]));
            var check = Time(() => Check(token, request, now));
            if (round > 1)
                ratios.Add(mac / check);
        }

        Report.Ratio("JWT + qsh check, against one HMAC-SHA256 of the same bytes", ratios, 0.5, 0.7);
    }

    private static void Check(string token, SignedRequest request, DateTimeOffset now)
    {
        Span<byte> scratch = stackalloc byte[JwtReader.ScratchLength(token.Length)];
        if (!JwtReader.TryRead(token, scratch, out var jwt, out _)
            || !JwtVerifier.Verify(jwt, Secrets, "bench-app", ClientKey, request, now, JwtRules.Default).Accepted)
            throw new InvalidOperationException("The token must be good");
    }

    private static double Time(Action work)
    {
        var watch = Stopwatch.StartNew();
        for (var check = 0; check < Checks; check++)
            work();

        return watch.Elapsed.TotalSeconds;
    }
}
