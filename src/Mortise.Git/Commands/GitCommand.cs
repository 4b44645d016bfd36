namespace Mortise.Git.Commands;

/// <summary>One call of git as a value: name, flags, revisions, paths. It is never joined into one string, and no shell reads it.</summary>
/// <param name="Name">The command, such as <c>rev-list</c>: lower-case letters and dashes.</param>
public sealed record GitCommand(string Name)
{
    /// <summary>The word after the name, for commands that have one (<c>commit-graph write</c>).</summary>
    public string? Subcommand { get; init; }

    /// <summary>Flags, each beginning with a dash; a value stands in its flag (<c>--format=%H</c>). Written by us, never by a caller from outside.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Revisions and other operands, kept from being read as options by <c>--end-of-options</c>.</summary>
    public IReadOnlyList<string> Revisions { get; init; } = [];

    /// <summary>Paths after <c>--</c>. Null writes no <c>--</c>; an empty list writes it alone, for commands that would take a revision for a path.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Settings of this call alone (<c>-c key=value</c>), after the pinned ones and so stronger.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Variables of this call, beside the pinned ones; the rest of our own environment is not handed on.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The bare repository to work in. Null for commands that need none.</summary>
    public string? Repository { get; init; }

    /// <summary>Whether it may start processes of its own. Those that readers leave early do not, and looking for children means to read all processes of the machine.</summary>
    internal bool StartsOthers => Name is not ("cat-file" or "diff-tree" or "for-each-ref" or "format-patch" or "log" or "ls-tree" or "merge-base" or "rev-list");

    /// <summary>The arguments after <c>git</c> and the pinned settings.</summary>
    /// <exception cref="InvalidOperationException">A part could be taken for something else: a bug in the caller.</exception>
    public IReadOnlyList<string> ToArguments()
    {
        if (!IsWord(Name) || (Subcommand is not null && !IsWord(Subcommand)))
            throw new InvalidOperationException($"'{Name} {Subcommand}' is not the name of a git command");

        var arguments = new List<string>();
        foreach (var (key, value) in Settings)
            arguments.AddRange(["-c", $"{key}={value}"]);

        arguments.Add(Name);
        if (Subcommand is not null)
            arguments.Add(Subcommand);
        foreach (var flag in Flags)
        {
            if (flag.Length < 2 || flag[0] != '-' || flag is "--" or "--end-of-options")
                throw new InvalidOperationException($"'{flag}' is not a flag");
            arguments.Add(flag);
        }

        if (Revisions.Count > 0)
            arguments.AddRange(["--end-of-options", .. Revisions]);
        if (Paths is not null)
            arguments.AddRange(["--", .. Paths]);
        if (arguments.Any(argument => argument.Contains('\0')))
            throw new InvalidOperationException("An argument contains NUL");

        return arguments;
    }

    private static bool IsWord(string name) => name.Length > 0 && name[0] != '-' && name.All(c => c is (>= 'a' and <= 'z') or '-');
}
