// Bundles the scripts and styles of the site into one directory: node build.mjs OUT
import { readFile, readdir, writeFile, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? 'dist');
const styles = join(here, '..', 'wwwroot');

// Each is a file of its own: an address with a hash in it can be kept by browsers for good.
const entries = ['site', 'highlight', 'bridge'].map(name => join(here, 'src', `${name}.ts`)).filter(existsSync);

await mkdir(out, { recursive: true });
await build({
    entryPoints: entries, outdir: out, bundle: true, format: 'esm', target: 'es2022', minify: true, legalComments: 'linked', logLevel: 'warning', charset: 'utf8',
});

// What the pages of apps load at a fixed address: the published client without the packages that measure, theme and switch features.
const stubs = join(here, 'src', 'bridge', 'app', 'stubs');
for (const [name, minify] of [['all', true], ['all-debug', false]]) {
    await build({
        entryPoints: { [name]: join(here, 'src', 'all.ts') }, outdir: out, bundle: true, format: 'iife', target: 'es2020', minify, logLevel: 'warning', charset: 'utf8',
        legalComments: 'inline', banner: { js: '/*! Apache-2.0, see NOTICE.txt beside this file. */' }, define: { 'process.env.CDN_DOMAIN': '"themes.invalid"' },
        alias: { '@atlaskit/tokens': join(stubs, 'tokens.js'), '@atlaskit/platform-feature-flags': join(stubs, 'flags.js'), 'web-vitals': join(stubs, 'vitals.js') },
    });
}

// What is bundled keeps its notice and its licence. The two packages of the bridge name the Apache License without its text, which the compiler's package brings.
const text = (...path) => readFile(join(here, ...path), 'utf8');
const notices = [
    await text('NOTICE.txt'),
    `The Apache License, Version 2.0:\n\n${await text('node_modules', 'typescript', 'LICENSE')}`,
    `highlight.js, in highlight.js of the site:\n\n${await text('node_modules', 'highlight.js', 'LICENSE')}`,
];
await writeFile(join(out, 'NOTICE.txt'), notices.join('\n'));

// site.css holds what the others build on.
const sheets = (await readdir(styles)).filter(name => name.endsWith('.css')).sort((a, b) => Number(b === 'site.css') - Number(a === 'site.css') || a.localeCompare(b));
const css = await Promise.all(sheets.map(name => readFile(join(styles, name), 'utf8')));
const { code } = await transform(css.join('\n'), { loader: 'css', minify: true });
await writeFile(join(out, 'site.css'), code);
