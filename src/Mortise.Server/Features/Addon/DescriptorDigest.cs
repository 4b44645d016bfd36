using System.Security.Cryptography;
using Mortise.Connect.Descriptors;

namespace Mortise.Server.Features.Addon;

/// <summary>What a page keeps of the descriptor that it showed, so that a person who agrees agrees to that one.</summary>
internal static class DescriptorDigest
{
    /// <summary>Lower-case hex of SHA-256 over the bytes as they came.</summary>
    public static string Of(Descriptor descriptor) => Convert.ToHexStringLower(SHA256.HashData(descriptor.Utf8.Span));
}
