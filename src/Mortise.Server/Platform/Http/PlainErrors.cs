namespace Mortise.Server.Platform.Http;

/// <summary>Marks a route whose refusals are plain text: git shows text to the one who typed the command, and JSON to nobody.</summary>
internal sealed class PlainErrors
{
    private PlainErrors()
    {
    }

    public static PlainErrors Instance { get; } = new();
}
