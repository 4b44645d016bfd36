using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.OAuth;

/// <summary>What a consumer may be, however it is made.</summary>
internal static class ConsumerRules
{
    public const int MostNameCharacters = 255;
    public const int MostDescriptionCharacters = 2000;

    /// <summary>Why it cannot be made; null: it can.</summary>
    /// <param name="isDev">Takes callbacks of http.</param>
    public static ApiError? WhyNot(NewConsumer consumer, bool isDev)
    {
        if (consumer.Name.Length is 0 or > MostNameCharacters || consumer.Name.Any(char.IsControl))
            return ApiError.InvalidField("name", $"A name has at most {MostNameCharacters} characters, and no controls.");

        if (consumer.Description.Length > MostDescriptionCharacters || consumer.Description.Contains('\0', StringComparison.Ordinal))
            return ApiError.InvalidField("description", $"A description has at most {MostDescriptionCharacters} characters.");

        if (consumer.Url.Length > 0 && !CallbackUrl.TryParse(consumer.Url, isDev: true, out _, out _))
            return ApiError.InvalidField("url", $"'{consumer.Url}' is not an address such as https://app.example.com.");

        return consumer.CallbackUrl.Length > 0 && !CallbackUrl.TryParse(consumer.CallbackUrl, isDev, out _, out var problem)
            ? ApiError.InvalidField("callback_url", problem)
            : null;
    }
}
