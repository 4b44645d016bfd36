using System.Text.RegularExpressions;
using Mortise.Connect.Linkers.Dialect;

namespace Mortise.Connect.Linkers.Scanning;

/// <summary>A linker's regex run with backtracking: interpreted at first, compiled in the background once it has earned that. Safe for many threads.</summary>
/// <param name="timeout">For one search.</param>
/// <param name="exactBoundaries">See <see cref="LinkerPattern.Build"/>.</param>
internal sealed class Backtracker(LinkerPattern pattern, TimeSpan timeout, bool exactBoundaries)
{
    /// <summary>After so many characters compiling has cost less than it saves.</summary>
    private const int CharactersBeforeCompiling = 256 * 1024;

    /// <summary>Larger ones make too much code.</summary>
    private const int MaxCompiledSize = 256;

    /// <summary>One at a time, so that a workspace with many linkers leaves the machine to others.</summary>
    private static readonly Lock Compiling = new();

    private readonly Lazy<Regex> interpreted = new(() => pattern.Build(RegexOptions.None, timeout, exactBoundaries));
    private volatile Regex? compiled;
    private long seen;

    /// <param name="length">Of the text that it is for.</param>
    public Regex For(int length)
    {
        if (compiled is { } ready)
            return ready;

        var before = Interlocked.Add(ref seen, length) - length;
        if (before < CharactersBeforeCompiling && before + length >= CharactersBeforeCompiling && PatternFacts.Size(pattern.Root) <= MaxCompiledSize)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Compile(), this, preferLocal: false);

        return interpreted.Value;
    }

    private void Compile()
    {
        lock (Compiling)
        {
            var regex = pattern.Build(RegexOptions.Compiled, timeout, exactBoundaries);
            try
            {
                _ = regex.Match(RegexScanner.Sample).NextMatch();
            }
            catch (RegexMatchTimeoutException)
            {
                // Slow on so short a text: the tries will find the same.
            }

            compiled = regex;
        }
    }
}
