using Mortise.Connect.Descriptors;
using Mortise.Server.Features.OAuth;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>Fetches and reads descriptors for installs and updates, and says in one manner what was wrong with one.</summary>
internal sealed class DescriptorSource(OutboundHttp http, EgressOptions egress, PublicAddress address, ConsumerStore consumers)
{
    private const int MostRedirects = 5;

    /// <summary>One spelling for each address, since an app's key is owned by it.</summary>
    public static string Canonical(string url) => new Uri(url).AbsoluteUri;

    /// <summary>Fetches the descriptor at an address and reads it; the report says how far it came.</summary>
    public async Task<DescriptorReading> FetchAsync(string url, CancellationToken cancellation)
    {
        var fetch = await http.SendAsync(
            new(HttpMethod.Get, url, TimeSpan.FromSeconds(egress.DescriptorSeconds), Descriptor.MaxBytes) { MostRedirects = MostRedirects }, cancellation);
        var report = new InstallReport { Fetch = fetch };
        return FetchFailure(fetch) is { } failure ? new(null, report with { Failure = failure }) : await ReadAsync(fetch.Body, report, cancellation);
    }

    /// <summary>Reads a descriptor that is here already.</summary>
    public Task<DescriptorReading> ReadAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellation) => ReadAsync(utf8, new(), cancellation);

    /// <summary>The key of the OAuth consumer that the descriptor ties its app to; null where it names none, or one that this host does not have.</summary>
    public async Task<string?> FindConsumerAsync(Descriptor descriptor, CancellationToken cancellation) =>
        descriptor.Modules.OauthConsumer is { } module ? (await consumers.FindAsync(module.ClientId, cancellation))?.Key : null;

    private async Task<DescriptorReading> ReadAsync(ReadOnlyMemory<byte> utf8, InstallReport report, CancellationToken cancellation)
    {
        var sound = Descriptor.TryParse(utf8, new DescriptorRules(AllowHttp: egress.AllowHttp == true), out var descriptor, out var validation);
        report = report with { Validation = validation };
        if (!sound)
            return new(null, report with { Failure = ValidationFailure(validation) });

        if (AppOrigins.RefuseOwn(descriptor!, address) is { } own)
            return new(null, report with { Failure = own });

        var dead = ActedOn.Missing(validation);
        if (descriptor!.Modules.OauthConsumer is { } module && await FindConsumerAsync(descriptor, cancellation) is null)
            dead = [.. dead, new(module.Pointer, "oauthConsumer", $"{module.ClientId}: this host has no consumer of this key")];

        return new(descriptor, report with { NotActedOn = dead });
    }

    private static InstallFailure? FetchFailure(OutboundAnswer fetch) =>
        fetch.Problem is { } problem ? new("fetch", problem.Cause, problem.Fix)
        : fetch.IsSuccess ? null
        : new("fetch", $"{fetch.Url} answers {fetch.Status} to a GET of the descriptor.", "Give the address that answers 200 with the descriptor's JSON.");

    private static InstallFailure ValidationFailure(DescriptorReport validation) =>
        new(
            "validation",
            $"The descriptor has {(validation.Faults.Count == 1 ? "a fault" : $"{validation.Faults.Count} faults")}. "
                + $"{string.Join("; ", validation.Faults.Take(3))}.",
            "Correct the descriptor at the place named.");
}

/// <summary>A descriptor and how it was come by; null where <see cref="InstallReport.Failure"/> says why not.</summary>
internal sealed record DescriptorReading(Descriptor? Descriptor, InstallReport Report);
