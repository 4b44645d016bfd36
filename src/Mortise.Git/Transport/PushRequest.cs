using System.Text;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Git.Transport;

/// <summary>One command of a push as the client wrote it, and what is held against it so far.</summary>
internal sealed class PushCommand(byte[] rawName, ObjectId old, ObjectId @new)
{
    /// <summary>The name's bytes, which may be anything.</summary>
    public byte[] RawName { get; } = rawName;

    public ObjectId Old { get; } = old;

    public ObjectId New { get; } = @new;

    /// <summary>Null: not a name that may exist.</summary>
    public RefName? Name { get; init; }

    /// <summary>Null: nothing so far. The first reason stays.</summary>
    public string? Refusal { get; private set; }

    public void Refuse(string reason) => Refusal ??= reason;
}

/// <summary>The first part of a push's body: commands and capabilities, up to the flush that the pack follows. Source: gitprotocol-pack(5).</summary>
internal sealed record PushRequest(IReadOnlyList<PushCommand> Commands, IReadOnlySet<string> Capabilities)
{
    /// <summary>Bytes; names that are far shorter than this already fail on any file system.</summary>
    private const int MaxLine = 8 * 1024;
    private const int MaxName = 1024;
    private const int MaxComponent = 250;              // a file name of 255 bytes, less ".lock"
    private const int IdsLength = 2 * (ObjectId.HexLength + 1);

    public bool WantsPack => Commands.Any(command => !command.New.IsZero);

    /// <summary>Reads up to and including the flush, or says what is wrong with the bytes.</summary>
    public static async Task<(PushRequest? Request, string? Problem)> ReadAsync(Stream input, ReceiveLimits limits, CancellationToken cancellation)
    {
        var commands = new List<PushCommand>();
        var capabilities = new HashSet<string>(StringComparer.Ordinal);
        for (var lines = 0; ; lines++)
        {
            var (kind, data) = await PktLine.ReadAsync(input, MaxLine, cancellation);
            if (kind == PktKind.Flush || (kind == PktKind.End && lines == 0))
                break;
            if (kind != PktKind.Data)
                return (null, "the list of commands is broken");
            if (lines >= limits.MaxCommands)
                return (null, $"a push has at most {limits.MaxCommands} commands");

            var nul = data.Span.IndexOf((byte)0);
            var line = nul < 0 ? data : data[..nul];
            if (nul >= 0)
                capabilities.UnionWith(Encoding.UTF8.GetString(data.Span[(nul + 1)..]).Split([' ', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries));
            if (line.Span.EndsWith("\n"u8))
                line = line[..^1];
            if (line.Span.StartsWith("shallow "u8))
                continue;                              // a shallow client; whether its history joins ours is seen by the check of connectivity

            if (!TryReadCommand(line, out var command))
                return (null, "a command is not 'old-id new-id name'");
            commands.Add(command);
        }

        foreach (var twins in commands.GroupBy(command => Convert.ToHexString(command.RawName)).Where(group => group.Skip(1).Any()))
        {
            foreach (var twin in twins)
                twin.Refuse("multiple updates for one reference are not allowed");
        }

        return (new PushRequest(commands, capabilities), null);
    }

    private static bool TryReadCommand(ReadOnlyMemory<byte> line, out PushCommand command)
    {
        command = null!;
        var span = line.Span;
        if (span.Length <= IdsLength || span[ObjectId.HexLength] != ' ' || span[IdsLength - 1] != ' '
            || !ObjectId.TryParse(span[..ObjectId.HexLength], out var old)
            || !ObjectId.TryParse(span[(ObjectId.HexLength + 1)..(IdsLength - 1)], out var @new))
            return false;

        var raw = line[IdsLength..].ToArray();
        var allowed = IsAllowed(raw, out var name);
        command = new PushCommand(raw, old, @new) { Name = allowed ? name : null };
        if (!allowed)
            command.Refuse("refusing a funny reference name");
        else if (old.IsZero && @new.IsZero)
            command.Refuse("there is nothing to delete");
        return true;
    }

    /// <summary>
    /// As git's receive-pack: something must stand below the directory in refs/. Beyond it: no name that reads as an option, none too long for a file.
    /// </summary>
    private static bool IsAllowed(byte[] raw, out RefName name)
    {
        if (!RefName.TryParse(raw, out name) || raw.Length > MaxName)
            return false;

        var parts = name.Value.Split('/');
        return parts.Length > 2
            && parts.All(part => Encoding.UTF8.GetByteCount(part) <= MaxComponent)
            && !name.Short.StartsWith('-')
            && (!name.IsBranch || BranchName.TryFrom(name, out _));
    }
}
