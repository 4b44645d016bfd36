using System.Text.Json;
using System.Text.Json.Serialization;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>What a page is about, as the tokens of its frames carry it.</summary>
internal static class FrameSubject
{
    public static string Write(PageSubject page) => JsonSerializer.Serialize(page, FrameSubjectJson.Default.PageSubject);

    /// <summary>Null where the token was made for no page.</summary>
    public static PageSubject? Read(string text) => text.Length == 0 ? null : JsonSerializer.Deserialize(text, FrameSubjectJson.Default.PageSubject);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PageSubject))]
internal sealed partial class FrameSubjectJson : JsonSerializerContext;
