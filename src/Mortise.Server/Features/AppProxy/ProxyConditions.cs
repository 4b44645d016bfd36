using Mortise.Connect.Conditions;
using Mortise.Connect.Descriptors;
using Mortise.Git.Objects;
using Mortise.Server.Features.AppModules;
using Mortise.Server.Features.Source;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.AppProxy;

/// <summary>Decides whether the conditions of a proxy route hold for the caller, as those of a module on a page would; what cannot be decided does not.</summary>
internal sealed class ProxyConditions(FactFinder finder, AppModuleOptions options, DataDirectory directory, CatFilePool readers, BlobInspector blobs)
{
    /// <summary>Facts that are only known to be needed when others are there take a second round; there is no third.</summary>
    private const int MostRounds = 2;

    /// <summary>403 that says which condition does not hold; null when all do.</summary>
    public async Task<ApiError?> RefuseAsync(ProxyTarget target, ProxyMethod method, Caller caller, CancellationToken cancellation)
    {
        var subject = target.Subject;
        var facts = new PageFacts(subject.Objects, caller.UserId is not null, options.Traits);
        var evaluator = new ConditionEvaluator(new(target.Descriptor.Key.Value, target.Descriptor.Name, target.Installation.Granted), facts);
        var sources = new PageSources(subject.About, directory, readers, blobs);
        sources.Know(subject.Repository);
        for (var round = 0; round < MostRounds && !evaluator.Shows(method.Conditions) && facts.Asked.Count > 0; round++)
            await finder.AnswerAsync(facts, subject.About, sources, caller, cancellation);

        return method.Conditions.Select(evaluator.Evaluate).FirstOrDefault(trace => trace.Value != ConditionValue.True) is { } unmet
            ? ApiError.Forbidden($"A condition that the app sets for this path does not hold: {unmet.Reason}.")
            : null;
    }
}
