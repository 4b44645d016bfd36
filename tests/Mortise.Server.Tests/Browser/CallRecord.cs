using Microsoft.Playwright;

namespace Mortise.Server.Tests.Browser;

/// <summary>Which methods a page of an app has, and which of them it called, told apart by the two ways to them: <c>AP.x.y</c> and <c>AP.require('x')</c>.</summary>
/// <remarks>The page's storage keeps it, so that it outlives reloads and is common to all frames of the app.</remarks>
internal static class CallRecord
{
    /// <summary>Puts itself between the page and each method, before the page has called any.</summary>
    public static Task BeginAsync(IFrame frame) => frame.EvaluateAsync(
        """
        () => {
            const kept = name => JSON.parse(sessionStorage.getItem(name) ?? '[]');
            const note = (name, path) => sessionStorage.setItem(name, JSON.stringify([...new Set([...kept(name), path])]));
            const wrap = (holder, name, path) => {
                const original = holder[name];
                note('there', path);
                holder[name] = function (...args) {
                    note('called', path);
                    const made = original.apply(this, args);
                    if (made?._cls && !seen.has(made)) {
                        seen.add(made);
                        for (const method in made)
                            if (typeof made[method] === 'function' && !method.startsWith('_'))
                                wrap(made, method, `${path}.${method}`);
                    }

                    return made;
                };
            };
            const seen = new Set();
            const own = ['require', 'define', 'meta', 'localUrl', 'resize', 'size', 'container'];
            for (const [style, modules, functions] of [['AP.', AP, own], ['require:', AP._hostModules, []]]) {
                const api = JSON.parse(window.name).api;
                for (const name of functions)
                    wrap(AP, name, style + name);

                for (const name of Object.keys(api._globals))
                    wrap(style === 'AP.' ? AP : AP._hostModules._globals, name, style + name);

                for (const name of [...Object.keys(modules)].filter(name => !name.startsWith('_') && typeof modules[name] === 'object' && modules[name] !== null)) {
                    const module = modules[name];
                    if (seen.has(module) || !(name in api || name === 'Meta'))
                        continue;

                    seen.add(module);
                    for (const member of Object.keys(module).filter(member => !member.startsWith('_') && typeof module[member] === 'function')) {
                        wrap(module, member, `${style}${name}.${member}`);
                        for (const method of Object.hasOwn(api[name]?.[member] ?? {}, 'constructor') ? Object.keys(api[name][member]).filter(method => method !== 'constructor' && !method.startsWith('_')) : [])
                            note('there', `${style}${name}.${member}.${method}`);
                    }
                }
            }
        }
        """);

    /// <summary>Methods that are there and that nobody called.</summary>
    public static Task<string[]> MissedAsync(IFrame frame) => frame.EvaluateAsync<string[]>(
        "() => { const kept = name => JSON.parse(sessionStorage.getItem(name)); return kept('there').filter(path => !kept('called').includes(path)).sort(); }");
}
