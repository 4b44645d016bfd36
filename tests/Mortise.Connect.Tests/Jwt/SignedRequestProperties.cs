using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mortise.Connect.Jwt;
using static Mortise.Connect.Tests.Jwt.JwtVerifierTests;

namespace Mortise.Connect.Tests.Jwt;

/// <summary>What must hold for any request, checked on generated ones.</summary>
public sealed class SignedRequestProperties
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];

    /// <summary>Says nothing of what holds: the last line of a run stays the last.</summary>
    private static readonly Config Quiet = Config.QuickThrowOnFailure.WithQuietOnSuccess(true);

    private static Gen<string> Text => Gen.Elements("a", "B", "é", "{", "😀", "\uFFFD", " ", "+", "&", "=", ",", "%", "/", "~", "*", "x1", "jwt", "0", "[")
        .ListOf().Select(string.Concat);

    private static Gen<(string Name, string Value)[]> Parameters =>
        Text.Zip(Text, (name, value) => (name, value)).ArrayOf().Where(all => all.All(pair => pair.name != "jwt"));

    private static Gen<Request> Requests =>
        from method in Gen.Elements(Methods)
        from segments in Gen.Elements("2.0", "repositories", "a b", "é", "{u}", "x&y", "src").NonEmptyListOf()
        from parameters in Parameters
        select new Request(method, "/" + string.Join('/', segments.Select(Uri.EscapeDataString)), parameters);

    [Fact]
    public void A_signed_request_verifies() => Prop.ForAll(Requests.ToArbitrary(), request =>
    {
        var token = TokenFor(request);
        return Verify(token, request.Signed).IsBoundToRequest
            && Verify(token, request.Signed, secrets: [Secret + "x"]).Problem?.Step == JwtStep.Signature;
    }).Check(Quiet);

    [Fact]
    public void The_order_of_parameters_does_not_matter() => Prop.ForAll(Requests.ToArbitrary(), request =>
    {
        var reversed = request with { Parameters = [.. request.Parameters.Reverse()] };
        return Qsh.CanonicalRequest(request.Method, request.Target) == Qsh.CanonicalRequest(request.Method, reversed.Target);
    }).Check(Quiet);

    [Fact]
    public void Any_change_of_method_path_or_parameters_is_refused() => Prop.ForAll(Requests.ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (request, choice) =>
    {
        Request[] changed =
        [
            request with { Method = Methods[(Array.IndexOf(Methods, request.Method) + 1 + (choice % 4)) % 5] },
            request with { Path = request.Path + "/more" },
            request with { Path = request.Path + "x" },
            request with { Path = "/x" + request.Path },
            request with { Path = request.Path[..^1] + (request.Path[^1] == '0' ? '1' : '0') },
            request with { Parameters = [.. request.Parameters, ("new", "1")] },
            .. request.Parameters.Take(4).Select((_, index) => request.WithChanged(index, pair => (pair.Name, pair.Value + "1"))),
            .. request.Parameters.Take(4).Select((_, index) => request.WithChanged(index, pair => (pair.Name + "1", pair.Value))),
            .. request.Parameters.Where(pair => pair.Value.Length > 0).Take(4).Select(pair => request.Without(pair)),
        ];
        var qsh = Encoding.ASCII.GetBytes(Qsh.Compute(request.Method, request.Target));
        return Qsh.Matches(request.Signed, qsh) && changed.All(other => !Qsh.Matches(other.Signed, qsh));
    }).Check(Quiet);

    [Fact]
    public void Any_change_of_the_token_is_refused() => Prop.ForAll(Requests.ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (request, choice) =>
    {
        var token = TokenFor(request).ToCharArray();
        var at = choice % token.Length;
        token[at] = token[at] == 'A' ? 'B' : 'A';
        return !Verify(new string(token), request.Signed).Accepted;
    }).Check(Quiet);

    [Fact]
    public void Any_text_is_taken_apart_or_refused() => Prop.ForAll<string>(text =>
        UnverifiedJwt.TryParse(text ?? "", out var jwt, out var problem) == (problem is null) && (jwt is null) == (problem is not null))
        .Check(Quiet);

    private static string TokenFor(Request request)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds(Issued);
        return JwtSigner.Sign(new(AppKey, issued, issued.AddMinutes(3), Subject: ClientKey, Qsh: Qsh.Compute(request.Method, request.Target)), Secret);
    }

    private sealed record Request(string Method, string Path, (string Name, string Value)[] Parameters)
    {
        public string Target => Path + (Parameters.Length == 0 ? "" : "?"
            + string.Join('&', Parameters.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}")));

        public SignedRequest Signed => new(Method, Target);

        public Request WithChanged(int index, Func<(string Name, string Value), (string, string)> change) =>
            this with { Parameters = [.. Parameters.Select((pair, at) => at == index ? change(pair) : pair)] };

        public Request Without((string Name, string Value) pair)
        {
            var at = Array.IndexOf(Parameters, pair);
            return this with { Parameters = [.. Parameters[..at], .. Parameters[(at + 1)..]] };
        }

        public override string ToString() => $"{Method} {Target}";
    }
}
