using System.CommandLine;

namespace Mortise.Server.Commands;

/// <summary>The command <c>mortise</c>: one verb serves, the others speak to a server that runs.</summary>
internal static class MortiseCommands
{
    /// <summary>A command line that cannot be understood.</summary>
    private const int Misused = 2;

    /// <summary>Runs one command line. Answers the exit code: 0, or 1 with one line on stderr, or 2 where the line itself was at fault.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = Root();
        var parsed = root.Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0)
        {
            var command = string.Join(' ', Names(parsed.CommandResult.Command, root));
            await Console.Error.WriteLineAsync($"mortise: {OneLine(parsed.Errors[0].Message)} See: {command} --help");
            return Misused;
        }

        // The signals are the web server's: it finishes what is under way, and this method sees the end.
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>All verbs.</summary>
    internal static RootCommand Root() => new("Mortise, a code host of your own that runs Connect apps.")
    {
        ServeCommand.Create(),
        UserCommands.Create(),
        WorkspaceCommands.Create(),
        GroupCommands.Create(),
        RepositoryCommands.Create(),
        TokenCommands.Create(),
        ConsumerCommands.Create(),
        AppCommands.Create(),
        LinkerCommands.Create(),
        WebhookCommands.Create(),
        JwtCommands.Create(),
    };

    private static IEnumerable<string> Names(Command command, RootCommand root)
    {
        var names = new Stack<string>();
        for (Symbol? symbol = command; symbol is Command named && named != root; symbol = symbol.Parents.FirstOrDefault())
            names.Push(named.Name);

        return names.Prepend("mortise");
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
