using System.Security.Cryptography;

namespace Mortise.Connect.Jwt;

/// <summary>Writes <c>METHOD&amp;path&amp;query</c>, the text whose SHA-256 is the qsh, in any of its forms. Must be disposed.</summary>
/// <remarks>Source: <c>connect.md</c> 9.1; Bitbucket Cloud docs, "Query string hash"; atlassian-jwt 2.0.3 on recorded requests.</remarks>
internal ref struct CanonicalRequest
{
    /// <summary>Characters of a qsh: a SHA-256 in lower-case hexadecimal.</summary>
    public const int HashLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>Bytes of memory in which most requests are written.</summary>
    public const int MemoryLength = 3 * BufferLength;

    private const int BufferLength = 512;

    private readonly ReadOnlySpan<char> method;
    private readonly RequestTarget target;
    private QueryParameters parameters;
    private Utf8Buffer text;
    private Utf8Buffer scratch;

    /// <param name="memory"><see cref="MemoryLength"/> bytes, whose contents are overwritten.</param>
    public CanonicalRequest(ReadOnlySpan<char> method, RequestTarget target, Span<byte> memory, ReadOnlySpan<char> formBody = default)
    {
        this.method = method;
        this.target = target;
        parameters = new(memory[..BufferLength]);
        parameters.Add(target.Query);
        parameters.Add(formBody);
        this.text = new(memory.Slice(BufferLength, BufferLength));
        scratch = new(memory.Slice(2 * BufferLength, BufferLength));
    }

    /// <summary>The text in one form, as UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(QshForm form)
    {
        this.text.Clear();
        foreach (var letter in this.method)
            this.text.Add((byte)char.ToUpperInvariant(letter));

        this.text.Add((byte)'&');
        WritePath(form);
        this.text.Add((byte)'&');
        parameters.Write(ref this.text, form.SortedEncoded, form.BlanksDropped);
        return this.text.Written;
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
        parameters.Dispose();
        this.text.Dispose();
        scratch.Dispose();
    }

    /// <summary>The escapes in the wanted form, <c>&amp;</c> escaped, a slash before it, and none (or one fewer) after it.</summary>
    private void WritePath(QshForm form)
    {
        var path = this.target.Path;
        path = form.AllSlashesCut ? path.TrimEnd('/') : path is [_, .., '/'] ? path[..^1] : path;
        if (path is not ['/', ..])
            this.text.Add((byte)'/');

        if (form.Path == PathForm.Reencoded)
        {
            WriteReencoded(path);
            return;
        }

        scratch.Clear();
        if (form.Path == PathForm.Raw)
            scratch.Add(path);
        else
            scratch.AddUnescaped(path, plusIsSpace: false);

        var rest = scratch.Written;
        for (var next = rest.IndexOf((byte)'&'); next >= 0; next = rest.IndexOf((byte)'&'))
        {
            this.text.Add(rest[..next]);
            this.text.Add("%26"u8);
            rest = rest[(next + 1)..];
        }

        this.text.Add(rest);
    }

    private void WriteReencoded(ReadOnlySpan<char> path)
    {
        var first = true;
        foreach (var range in path.Split('/'))
        {
            if (!first)
                this.text.Add((byte)'/');

            scratch.Clear();
            scratch.AddUnescaped(path[range], plusIsSpace: false);
            this.text.AddEscaped(scratch.Written, UrlCharacters.PathSegment);
            first = false;
        }
    }
}
