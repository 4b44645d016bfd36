using Mortise.Git.Commands;

namespace Mortise.Git.Trees;

/// <summary>A tree has more bytes than <see cref="TreeReader.MaxTreeBytes"/>; the message names it and the bound.</summary>
public sealed class TreeTooLargeException : GitException
{
    public TreeTooLargeException()
    {
    }

    public TreeTooLargeException(string message)
        : base(message)
    {
    }

    public TreeTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
