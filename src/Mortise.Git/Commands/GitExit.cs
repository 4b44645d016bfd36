namespace Mortise.Git.Commands;

/// <summary>How a git process ended.</summary>
/// <param name="Code">Its exit code; 128 plus the signal where one ended it.</param>
/// <param name="Errors">The last 64 KiB that it wrote to stderr, in UTF-8, trimmed.</param>
public readonly record struct GitExit(int Code, string Errors)
{
    public bool Succeeded => Code == 0;

    /// <summary>The last <c>fatal:</c> or <c>error:</c> line without that word; else the last line; else the exit code.</summary>
    public string Reason
    {
        get
        {
            var lines = Errors.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var line = lines.LastOrDefault(l => l.StartsWith("fatal: ", StringComparison.Ordinal))
                ?? lines.LastOrDefault(l => l.StartsWith("error: ", StringComparison.Ordinal))
                ?? lines.LastOrDefault();
            return line is null ? $"git ended with code {Code}"
                : line.StartsWith("fatal: ", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal) ? line[7..]
                : line;
        }
    }

    /// <summary>Throws when git failed where it has no reason to: the machine or we are broken.</summary>
    public void Require(string what)
    {
        if (!Succeeded)
            throw new GitException($"git {what} ended with code {Code}: {Reason}");
    }
}

/// <summary>What a finished command wrote to stdout, and how it ended.</summary>
public readonly record struct GitOutput(GitExit Exit, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The output as UTF-8 text; bytes that are not become U+FFFD.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>Git failed in a way that no input explains: a bug, a full disk, a damaged repository.</summary>
public class GitException : Exception
{
    public GitException()
    {
    }

    public GitException(string message)
        : base(message)
    {
    }

    public GitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
