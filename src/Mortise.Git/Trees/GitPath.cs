using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Mortise.Git.Trees;

/// <summary>A path from the root of a commit's tree: bytes, as git has them, with slashes between names and none at either end.</summary>
/// <remarks>Git names files by bytes; mostly they are UTF-8, and nothing makes them so. Compares byte for byte. The default value is the root.</remarks>
public readonly struct GitPath : IEquatable<GitPath>
{
    /// <summary>Bytes of a path that may be written.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Bytes of one name of a path that may be written: what common file systems take.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>Names of a path that may be written: each costs a tree.</summary>
    public const int MaxNames = 100;

    private readonly byte[]? bytes;

    private GitPath(byte[] bytes) => this.bytes = bytes;

    /// <summary>The root directory.</summary>
    public static GitPath Root => default;

    public bool IsRoot => bytes is null or { Length: 0 };

    /// <summary>The bytes; none for the root.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>As text; bytes that are no UTF-8 become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Whether <see cref="Text"/> says it all.</summary>
    public bool IsText => System.Text.Unicode.Utf8.IsValid(Bytes);

    /// <summary>The last name, as text.</summary>
    public string Name => Encoding.UTF8.GetString(Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..]);

    /// <summary>The directory it stands in; the root for the root.</summary>
    public GitPath Parent => Bytes.LastIndexOf((byte)'/') is var slash and > 0 ? new GitPath(Bytes[..slash].ToArray()) : Root;

    /// <summary>The path as part of a URL: each byte that is not unreserved is percent-encoded, slashes stay.</summary>
    public string UrlPath
    {
        get
        {
            var url = new StringBuilder(Bytes.Length + 16);
            foreach (var one in Bytes)
            {
                if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/')
                    url.Append((char)one);
                else
                    url.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            }

            return url.ToString();
        }
    }

    /// <summary>The path as a diff writes it: the same, or in quotes with C's escapes where it holds quotes, backslashes, control characters or no UTF-8.</summary>
    /// <remarks>Source: git-config(1), <c>core.quotePath</c>, which is off here: letters of other scripts stay.</remarks>
    public string Escaped
    {
        get
        {
            var text = IsText;
            var quoted = new StringBuilder("\"");
            foreach (var one in text ? Text.AsSpan() : Encoding.Latin1.GetString(Bytes))
            {
                _ = one switch
                {
                    '"' or '\\' => quoted.Append('\\').Append(one),
                    '\n' => quoted.Append("\\n"),
                    '\t' => quoted.Append("\\t"),
                    '\r' => quoted.Append("\\r"),
                    < ' ' or '\x7f' => quoted.Append('\\').Append(Octal(one)),
                    > '\x7f' when !text => quoted.Append('\\').Append(Octal(one)),
                    _ => quoted.Append(one),
                };
            }

            return text && quoted.Length == Text.Length + 1 ? Text : quoted.Append('"').ToString();
        }
    }

    public static bool operator ==(GitPath left, GitPath right) => left.Equals(right);

    public static bool operator !=(GitPath left, GitPath right) => !left.Equals(right);

    /// <summary>Takes the names of bytes; slashes at both ends and doubled ones are dropped.</summary>
    public static GitPath Of(ReadOnlySpan<byte> path)
    {
        var tidy = new List<byte>(path.Length);
        foreach (var range in path.Split((byte)'/'))
        {
            if (path[range].IsEmpty)
                continue;

            if (tidy.Count > 0)
                tidy.Add((byte)'/');
            tidy.AddRange(path[range]);
        }

        return new GitPath([.. tidy]);
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{byte})"/>
    public static GitPath Of(string path) => Of(Encoding.UTF8.GetBytes(path));

    /// <summary>Reads a path that is about to be written, or says in one line why no file may have it.</summary>
    /// <remarks>
    /// Refused are empty names, <c>.</c>, <c>..</c>, <c>.git</c> in any case, NUL, and what is longer than the bounds. What else file systems take for
    /// <c>.git</c> is refused when the objects are checked (git-fsck(1), <c>hasDotgit</c>).
    /// </remarks>
    public static bool TryParseNew(ReadOnlySpan<byte> path, out GitPath parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = default;
        problem = path.IsEmpty ? "A path is not empty." : path.Length > MaxBytes ? $"A path has at most {MaxBytes} bytes." : path.Contains((byte)0) ? "A path holds no NUL."
            : path.Count((byte)'/') >= MaxNames ? $"A path has at most {MaxNames} names." : null;
        if (problem is not null)
            return false;

        foreach (var range in path.Split((byte)'/'))
        {
            var name = path[range];
            problem = name.IsEmpty ? "A path has a name between every two slashes, and ends in one."
                : name.Length > MaxNameBytes ? $"A name in a path has at most {MaxNameBytes} bytes."
                : name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || Ascii.EqualsIgnoreCase(name, ".git"u8)
                    ? $"'{Encoding.UTF8.GetString(name)}' is not the name of a file or directory." : null;
            if (problem is not null)
                return false;
        }

        parsed = new GitPath(path.ToArray());
        return true;
    }

    /// <summary>The names from the root down.</summary>
    public IReadOnlyList<byte[]> Names()
    {
        var names = new List<byte[]>();
        foreach (var range in Bytes.Split((byte)'/'))
        {
            if (!Bytes[range].IsEmpty)
                names.Add(Bytes[range].ToArray());
        }

        return names;
    }

    /// <summary>An entry of this directory.</summary>
    public GitPath Append(ReadOnlySpan<byte> name)
    {
        if (IsRoot)
            return new GitPath(name.ToArray());

        var joined = new byte[Bytes.Length + 1 + name.Length];
        Bytes.CopyTo(joined);
        joined[Bytes.Length] = (byte)'/';
        name.CopyTo(joined.AsSpan(Bytes.Length + 1));
        return new GitPath(joined);
    }

    public bool Equals(GitPath other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is GitPath other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>As <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    private static string Octal(char one) => Convert.ToString(one, 8).PadLeft(3, '0');
}
