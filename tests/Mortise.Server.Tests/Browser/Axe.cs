using System.Text.Json;
using Microsoft.Playwright;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>axe-core, run in a page; frames of apps are the apps' own.</summary>
internal static class Axe
{
    private static readonly string Program = SourceTree.Path("tests", "clients", "node_modules", "axe-core", "axe.min.js");

    /// <summary>Why it cannot run; null where it can.</summary>
    public static string? Missing => File.Exists(Program) ? null : "tests/clients/node_modules is not there; ./x test makes it";

    /// <summary>The serious and critical faults, a line each.</summary>
    /// <param name="rules">Ids of the rules to check; none: all.</param>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page, params string[] rules)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(Program));

        var found = await page.EvaluateAsync<JsonElement>(
            """
            async rules => (await axe.run(document, { iframes: false, resultTypes: ['violations'], ...(rules.length ? { runOnly: rules } : {}) })).violations
                .filter(fault => fault.impact === 'serious' || fault.impact === 'critical')
                .map(fault => `axe ${fault.id} (${fault.impact}): ${fault.nodes.slice(0, 4).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`)
            """,
            rules);
        return [.. found.EnumerateArray().Select(fault => fault.GetString()!)];
    }
}
