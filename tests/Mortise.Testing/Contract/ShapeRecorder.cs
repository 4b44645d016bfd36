using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Features.Reference;

namespace Mortise.Testing.Contract;

/// <summary>Records what answers look like, for our own document: with <see cref="Variable"/>, a run ends by writing <c>shapes.json</c> anew.</summary>
/// <remarks>
/// <c>more</c> widens what the file says by what the run saw; <c>anew</c> begins without it, for a run of all tests. Answers of unusual form are
/// seen only by the tests that ask for them, so that a part of the tests narrows nothing.
/// </remarks>
internal static class ShapeRecorder
{
    /// <summary>Names the variable that turns it on.</summary>
    public const string Variable = "MORTISE_SHAPES";

    private static readonly string? Mode = Environment.GetEnvironmentVariable(Variable);
    private static readonly Lock Gate = new();
    private static readonly ShapeBook Book = new();
    private static bool isPlanned;

    public static bool IsRecording => Mode is "more" or "anew";

    private static string File => SourceTree.Path("src", "Mortise.Server", "Features", "Reference", "shapes.json");

    /// <param name="route">The pattern below <c>/2.0</c>; null: no route was found.</param>
    /// <param name="body">Empty: the answer had none in JSON.</param>
    public static void Record(string method, string? route, int status, ReadOnlyMemory<byte> body)
    {
        if (!IsRecording || route is null || method is "HEAD" or "OPTIONS" || status is < 200 or >= 400 or 304)
            return;

        using var value = body.IsEmpty ? null : JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        lock (Gate)
        {
            if (!isPlanned)
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Write();

            isPlanned = true;
            Book.Add(AnswerShapes.Key(method, route), status, IsFree(route) ? null : value?.RootElement);
        }
    }

    /// <summary>The JSON of an application property belongs to its app.</summary>
    private static bool IsFree(string route) => route.EndsWith("/properties/{app_key}/{property_name}", StringComparison.Ordinal);

    private static void Write()
    {
        lock (Gate)
        {
            var file = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
            if (Mode == "more")
                Book.Add(file);

            var text = Book.ToFile(file["schemas"]!["error"]!).ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            System.IO.File.WriteAllText(File, text + "\n");
        }
    }
}
