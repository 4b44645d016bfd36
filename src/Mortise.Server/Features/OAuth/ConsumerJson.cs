using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.OAuth;

/// <summary>Consumers as the administrator sees them.</summary>
internal static class ConsumerJson
{
    public static void Write(ObjectWriter o, Consumer consumer)
    {
        o.Write("key", consumer.Key);
        o.Write("workspace", consumer.Workspace);
        o.Write("name", consumer.Name);
        o.Write("description", consumer.Description);
        o.Write("url", consumer.Url);
        o.Write("callback_url", consumer.CallbackUrl);
        o.Write("is_private", consumer.IsPrivate);
        o.Write("scopes", consumer.Scopes);
        o.Write("created_on", Timestamp.Micro(consumer.CreatedOn));
    }

    /// <summary>With the secret, where it was just made.</summary>
    public static void Write(ObjectWriter o, Consumer consumer, string secret)
    {
        Write(o, consumer);
        o.Write("secret", secret);
    }
}
