using System.Runtime.InteropServices;

namespace Mortise.Connect.Jwt;

/// <summary>The parts of a request that a qsh covers.</summary>
/// <param name="Method">The HTTP method; letter case does not matter.</param>
/// <param name="RawPathAndQuery">The target as it stood in the request line, escapes untouched; an absolute URL does as well.</param>
/// <param name="FormBody">The body of an <c>application/x-www-form-urlencoded</c> request, else null. Some apps sign it like a query.</param>
/// <param name="BaseUrl">The host's own address, path or absolute; its path is not part of what is signed. Null when it has none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SignedRequest(string Method, string RawPathAndQuery, string? FormBody = null, string? BaseUrl = null);
