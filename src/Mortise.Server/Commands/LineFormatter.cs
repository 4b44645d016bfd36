using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Mortise.Server.Commands;

/// <summary>Log lines for a person at a terminal: time, level, text, and the request that they belong to.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        textWriter.Write(LevelOf(logEntry.LogLevel));

        // What others sent stands in some messages: it makes no line of its own.
        textWriter.Write(Mark.OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        scopeProvider?.ForEachScope(static (scope, writer) => writer.Write($"  [{scope}]"), textWriter);
        textWriter.WriteLine();
        if (logEntry.Exception is { } exception)
            textWriter.WriteLine($"  in {logEntry.Category}: {exception}");
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "  error  ",
        LogLevel.Warning => "  warn   ",
        _ => "  info   ",
    };
}
