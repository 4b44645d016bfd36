using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git.Transport;

/// <summary>What must hold of new objects before anyone's rules are asked: they are all there, and branches point at commits.</summary>
internal static class PushChecks
{
    /// <summary>Up to this many tips are tried one by one when they fail together; beyond it, all are refused.</summary>
    private const int MaxSingleTries = 32;

    /// <summary>Refuses the commands whose new objects do not hold; reads the repository with the quarantine.</summary>
    public static async Task RunAsync(GitRepository view, IReadOnlyList<PushCommand> commands, CancellationToken cancellation)
    {
        var wanting = commands.Where(command => command.Refusal is null && !command.New.IsZero).ToList();
        await CheckTypesAsync(view, wanting, cancellation);

        wanting.RemoveAll(command => command.Refusal is not null);
        var tips = wanting.Select(command => command.New).Distinct().ToList();
        if (tips.Count == 0 || await AreConnectedAsync(view, tips, cancellation))
            return;

        foreach (var tip in tips)
        {
            if (tips.Count is > 1 and <= MaxSingleTries && await AreConnectedAsync(view, [tip], cancellation))
                continue;
            foreach (var command in wanting.Where(command => command.New == tip))
                command.Refuse("missing necessary objects");
        }
    }

    private static async Task CheckTypesAsync(GitRepository view, List<PushCommand> commands, CancellationToken cancellation)
    {
        if (commands.Count == 0)
            return;

        var infos = await view.CheckAsync([.. commands.Select(command => command.New.ToString())], cancellation);
        for (var i = 0; i < commands.Count; i++)
        {
            if (infos[i] is not { } info)
                commands[i].Refuse("missing necessary objects");
            else if (commands[i].Name is { IsBranch: true } && info.Type != ObjectType.Commit)
                commands[i].Refuse("a branch must point at a commit");
        }
    }

    /// <summary>git's own question after a fetch or push: walking from the tips to what references reach, nothing is missing.</summary>
    private static async Task<bool> AreConnectedAsync(GitRepository view, IReadOnlyList<ObjectId> tips, CancellationToken cancellation)
    {
        var command = view.Command("rev-list", "--objects", "--stdin", "--not", "--all", "--quiet");
        var input = Encoding.ASCII.GetBytes(string.Join('\n', tips) + '\n');
        var output = await GitProcess.ReadAsync(command, cancellation, input);
        return output.Exit.Succeeded;
    }
}
