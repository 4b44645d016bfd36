using System.Text.Json;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>Linkers that are installed nowhere and are only to be tried: of a descriptor, or one regex with its URL.</summary>
internal static class LinkerTrial
{
    private const string Unnamed = "trial";

    /// <summary>Reads <c>descriptor</c>, or <c>regex</c> and <c>url</c>, each with <c>values</c>; null and no problem when the body has neither.</summary>
    public static (LinkerSet? Set, ApiError? Problem) Read(JsonElement body, TimeProvider clock)
    {
        if (body.TryGetProperty("descriptor", out var descriptor))
            return OfDescriptor(descriptor, body, clock);

        return body.TryGetProperty("regex", out _) || body.TryGetProperty("url", out _) ? OfRegex(body, clock) : (null, null);
    }

    private static (LinkerSet? Set, ApiError? Problem) OfDescriptor(JsonElement json, JsonElement body, TimeProvider clock)
    {
        if (!Descriptor.TryParse(JsonSerializer.SerializeToUtf8Bytes(json), new DescriptorRules(AllowHttp: true), out var descriptor, out var report))
            return (null, ApiError.InvalidField("descriptor", report.Faults[0].ToString()));

        return Compile(descriptor.Key.Value, descriptor.Modules.Linkers, body, clock);
    }

    private static (LinkerSet? Set, ApiError? Problem) OfRegex(JsonElement body, TimeProvider clock)
    {
        if (Text(body, "regex") is not { Length: > 0 } regex)
            return (null, ApiError.InvalidField("regex", "A regex is tried together with its url, both as text."));

        if (Text(body, "url") is not { Length: > 0 and <= DescriptorUrls.MaxLength } url)
            return (null, ApiError.InvalidField("url", $"A url of 1 to {DescriptorUrls.MaxLength} characters is needed to try a regex."));

        var absolute = DescriptorUrls.Join("https://app.example", url);
        return Compile(Unnamed, [new Linker(Unnamed, regex, url, absolute, LinkerKind.Link, TakesValues: false, "")], body, clock);
    }

    private static (LinkerSet? Set, ApiError? Problem) Compile(string app, IReadOnlyList<Linker> sources, JsonElement body, TimeProvider clock)
    {
        if (!TryReadValues(body, out var values, out var problem))
            return (null, problem);

        var linkers = new List<CompiledLinker>();
        foreach (var source in sources)
        {
            if (!CompiledLinker.TryCompile(app, source, clock, out var linker, out var expected))
                return (null, ApiError.InvalidField("regex", $"Expected {expected}."));

            linkers.Add(linker.WithValues(values));
        }

        return (new LinkerSet(linkers), null);
    }

    private static bool TryReadValues(JsonElement body, out LinkerValues values, out ApiError? problem)
    {
        (values, problem) = (LinkerValues.None, null);
        if (!body.TryGetProperty("values", out var list))
            return true;

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(static one => one.ValueKind != JsonValueKind.String))
        {
            problem = ApiError.InvalidField("values", "The values are an array of texts.");
            return false;
        }

        var read = new List<LinkerValue>();
        foreach (var text in list.EnumerateArray())
        {
            if (!LinkerValue.TryParse(text.GetString(), out var value, out var fault))
            {
                problem = ApiError.InvalidField("values", fault);
                return false;
            }

            read.Add(value);
        }

        values = LinkerValues.Of(read);
        return true;
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
