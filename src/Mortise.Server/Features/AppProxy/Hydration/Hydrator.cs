using System.Runtime.InteropServices;
using System.Text.Json;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppProxy.Hydration;

/// <summary>Replaces the objects that an app's answer names by what the API shows of them to the caller.</summary>
/// <remarks>
/// An object with a known <c>type</c> and a key becomes the whole representation; one that the caller may not see, or that is not there, stays as it was sent,
/// so that neither is told from the other. Objects inside of one that was replaced are not looked at. Source: <c>connect.md</c> 15.
/// </remarks>
internal sealed class Hydrator(HydrationSource source)
{
    /// <summary>Longer answers are passed on as they are.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Answers that name more are passed on as they are.</summary>
    public const int MostObjects = 500;

    private static readonly JsonWriterOptions Plain = ApiAnswer.WriterOptions;

    /// <summary>The answer with its objects; null where it is to be passed on as it is: it names none, or too many, or is no JSON.</summary>
    public async Task<byte[]?> HydrateAsync(ReadOnlyMemory<byte> utf8, Guid? repository, Caller caller, CancellationToken cancellation)
    {
        using var document = Parse(utf8);
        if (document is null)
            return null;

        if (Named(document.RootElement, repository) is not { Count: > 0 } named)
            return null;

        var known = await source.ListAsync([.. named.Distinct()], caller, cancellation);
        return known.Count == 0 ? null : Write(document.RootElement, repository, known);
    }

    /// <summary>Null where the document cannot be written anew: it names too many, or a name in it is half of a surrogate pair, which is no text.</summary>
    private static List<HydrationKey>? Named(JsonElement root, Guid? repository)
    {
        try
        {
            var named = new List<HydrationKey>();
            return Collect(root, repository, named) ? named : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException)
        {
            return null;        // the app says that it is JSON; what it is is for its client to see
        }
    }

    /// <summary>False when there are more than <see cref="MostObjects"/>.</summary>
    private static bool Collect(JsonElement json, Guid? repository, List<HydrationKey> named)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return json.EnumerateArray().All(item => Collect(item, repository, named));

        if (json.ValueKind != JsonValueKind.Object)
            return true;

        if (HydrationKey.Of(json, repository) is { } key)
        {
            named.Add(key);
            if (named.Count > MostObjects)
                return false;
        }

        return json.EnumerateObject().All(member => member.Name.Length >= 0 && Collect(member.Value, repository, named));
    }

    private static byte[] Write(JsonElement root, Guid? repository, IReadOnlyDictionary<HydrationKey, byte[]> known)
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, Plain))
            Write(json, root, repository, known);

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, JsonElement element, Guid? repository, IReadOnlyDictionary<HydrationKey, byte[]> known)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(json, item, repository, known);

                json.WriteEndArray();
                break;
            case JsonValueKind.Object when HydrationKey.Of(element, repository) is { } key && known.TryGetValue(key, out var whole):
                json.WriteRawValue(whole, skipInputValidation: true);
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value, repository, known);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);        // half of a surrogate pair too
                break;
        }
    }
}
