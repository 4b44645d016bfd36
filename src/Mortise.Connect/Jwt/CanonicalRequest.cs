using System.Security.Cryptography;

namespace Mortise.Connect.Jwt;

/// <summary>Writes <c>METHOD&amp;path&amp;query</c>, the text whose SHA-256 is the qsh, in any of its forms. Must be disposed.</summary>
/// <remarks>Source: <c>connect.md</c> 9.1; Bitbucket Cloud docs, "Query string hash"; atlassian-jwt 2.0.3 on recorded requests.</remarks>
internal ref struct CanonicalRequest
{
    /// <summary>Characters of a qsh: a SHA-256 in lower-case hexadecimal.</summary>
    public const int HashLength = 2 * SHA256.HashSizeInBytes;

    private readonly ReadOnlySpan<char> _method;
    private readonly RequestTarget _target;
    private QueryParameters _parameters;
    private Utf8Buffer _text;
    private Utf8Buffer _scratch;

    public CanonicalRequest(ReadOnlySpan<char> method, RequestTarget target, ReadOnlySpan<char> formBody = default)
    {
        _method = method;
        _target = target;
        _parameters = new(target.Query.Length + formBody.Length + 16);
        _parameters.Add(target.Query);
        _parameters.Add(formBody);
        _text = new(method.Length + target.Path.Length + (2 * target.Query.Length) + 64);
        _scratch = new(target.Path.Length + 16);
    }

    /// <summary>The text in one form, as UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(QshForm form)
    {
        _text.Clear();
        foreach (var letter in _method)
            _text.Add((byte)char.ToUpperInvariant(letter));

        _text.Add((byte)'&');
        WritePath(form);
        _text.Add((byte)'&');
        _parameters.Write(ref _text, form.SortedEncoded, form.BlanksDropped);
        return _text.Written;
    }

    /// <summary>The hash of the text in one form, in lower-case hexadecimal digits.</summary>
    public void WriteHash(QshForm form, scoped Span<byte> utf8)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Write(form), hash);
        Convert.TryToHexStringLower(hash, utf8, out _);
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _text.Dispose();
        _scratch.Dispose();
    }

    /// <summary>The escapes in the wanted form, <c>&amp;</c> escaped, a slash before it, and none (or one fewer) after it.</summary>
    private void WritePath(QshForm form)
    {
        var path = _target.Path;
        path = form.AllSlashesCut ? path.TrimEnd('/') : path is [_, .., '/'] ? path[..^1] : path;
        if (path is not ['/', ..])
            _text.Add((byte)'/');

        if (form.Path == PathForm.Reencoded)
        {
            WriteReencoded(path);
            return;
        }

        _scratch.Clear();
        if (form.Path == PathForm.Raw)
            _scratch.Add(path);
        else
            _scratch.AddUnescaped(path, plusIsSpace: false);

        var rest = _scratch.Written;
        for (var next = rest.IndexOf((byte)'&'); next >= 0; next = rest.IndexOf((byte)'&'))
        {
            _text.Add(rest[..next]);
            _text.Add("%26"u8);
            rest = rest[(next + 1)..];
        }

        _text.Add(rest);
    }

    private void WriteReencoded(ReadOnlySpan<char> path)
    {
        var first = true;
        foreach (var range in path.Split('/'))
        {
            if (!first)
                _text.Add((byte)'/');

            _scratch.Clear();
            _scratch.AddUnescaped(path[range], plusIsSpace: false);
            _text.AddEscaped(_scratch.Written, UrlCharacters.PathSegment);
            first = false;
        }
    }
}
