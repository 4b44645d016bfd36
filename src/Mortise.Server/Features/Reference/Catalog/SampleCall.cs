using System.Text;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Reference.Catalog;

/// <summary>A call of an operation that works on the demo host, once what stands in angle brackets is put in.</summary>
internal static class SampleCall
{
    /// <summary>What stands for the secret of a person.</summary>
    public const string Secret = "<api_token>";

    /// <summary>What stands for the token of an app, which is made for each request.</summary>
    public const string Jwt = "<jwt>";

    /// <summary>What stands for the hash of a commit.</summary>
    public const string Commit = "<commit>";

    /// <param name="origin">Of the host, without a trailing slash.</param>
    public static string Of(ReferenceOperation operation, string origin)
    {
        var call = new StringBuilder($"curl --request {operation.Method} \\\n  --url '{origin}/2.0{PathOf(operation)}'");
        if (operation.IsForAppsAlone || operation.IsCalledByApps)
            call.Append($" \\\n  --header 'Authorization: JWT {Jwt}'");
        else if ((operation.Policy.Takes & Credentials.Basic) != Credentials.None)
            call.Append($" \\\n  --user 'ada@example.com:{Secret}'");

        if (operation.TakesBody && operation.Body is { } body)
            call.Append($" \\\n  --header 'Content-Type: application/json' \\\n  --data '{body.Replace("'", "'\\''", StringComparison.Ordinal)}'");

        return call.ToString();
    }

    /// <summary>The path with values in it.</summary>
    public static string PathOf(ReferenceOperation operation) =>
        operation.PathParameters.Aggregate(
            operation.Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", Escaped(KnownParameters.Sample(parameter.Name)), StringComparison.Ordinal));

    private static string Escaped(string sample) => sample == Commit ? sample : Uri.EscapeDataString(sample);
}
