namespace Mortise.Connect.Linkers.Dialect;

/// <summary>Why a regex is refused: the position (UTF-16 code units from 0) and what was expected there. Ends the reading.</summary>
internal sealed class PatternException(int position, string expected) : Exception(expected)
{
    public int Position => position;

    public string Expected => Message;
}
