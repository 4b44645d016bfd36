using System.Text.Json;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin;

/// <summary>How the admin API's endpoints read members of a request; the first that has the wrong type is remembered.</summary>
internal sealed class AdminBody(JsonBody body)
{
    /// <summary>The first member at fault; null when all that were read are sound.</summary>
    public ApiError? Problem { get; private set; }

    /// <summary>Null when absent or null.</summary>
    public string? Text(string name) => Sound(name, Find(name, JsonValueKind.String, "a text")?.GetString());

    /// <summary>As <see cref="Text"/>, and remembered as a problem when there is none.</summary>
    public string RequiredText(string name)
    {
        if (Text(name) is { Length: > 0 } text)
            return text;

        Problem ??= ApiError.InvalidField(name, "This member is required.");
        return "";
    }

    public bool Flag(string name, bool unlessTold)
    {
        if (!body.Root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return unlessTold;

        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return member.GetBoolean();

        Problem ??= ApiError.InvalidField(name, "This member is true or false.");
        return unlessTold;
    }

    /// <summary>Empty when absent or null.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name, JsonValueKind.Array, "a list of texts") is not { } list)
            return [];

        if (list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            return [.. list.EnumerateArray().Select(item => Sound(name, item.GetString())!)];

        Problem ??= ApiError.InvalidField(name, "This member is a list of texts.");
        return [];
    }

    /// <summary>Notes a text that PostgreSQL would not take, not even to look for it.</summary>
    private string? Sound(string name, string? text)
    {
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            Problem ??= ApiError.InvalidField(name, "The text holds a NUL character.");

        return text;
    }

    private JsonElement? Find(string name, JsonValueKind kind, string expected)
    {
        if (!body.Root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return null;

        if (member.ValueKind == kind)
            return member;

        Problem ??= ApiError.InvalidField(name, $"This member is {expected}.");
        return null;
    }
}
