using System.Diagnostics;

namespace Mortise.Bench;

/// <summary>The commit messages of this repository, again and again; every second one names an issue, and half of those a known one.</summary>
internal static class LinkerCorpus
{
    private const int Characters = 4 * 1024 * 1024;

    public static string[] Read(IReadOnlyList<string> values)
    {
        var messages = Messages();
        var texts = new List<string>();
        for (var (number, length) = (0, 0); length < Characters; number++)
        {
            var message = messages[number % messages.Length];
            var text = (number % 4) switch
            {
                0 => $"{values[number % values.Count]}-{number}: {message}",
                2 => $"{message}\n\nSee UNKNOWN-{number}, <https://example.com/?a=1&b={number}>",
                _ => message,
            };
            texts.Add(text);
            length += text.Length;
        }

        return [.. texts];
    }

    private static string[] Messages()
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-C", AppContext.BaseDirectory, "log", "--format=%B%x00"])
            start.ArgumentList.Add(argument);

        using var git = Process.Start(start)!;
        var messages = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return messages.Length > 0 ? messages : throw new InvalidOperationException("The corpus is the log of this repository, and there is none here");
    }
}
