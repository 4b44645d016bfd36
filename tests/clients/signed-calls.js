// Calls signed with the package atlassian-jwt, over addresses and queries that real apps write. Exits with 0 when each was answered as expected.
"use strict";

const assert = require("node:assert");
const http = require("node:http");
const jwt = require("atlassian-jwt");

const { MORTISE_URL, APP_KEY, CLIENT_KEY, SECRET, WORKSPACE_ID, REPOSITORY_ID } = process.env;
const origin = new URL(MORTISE_URL);

/** Sends the target as it is written; URL and fetch would tidy it. */
function send(method, target, signedAs = target, body = undefined, headers = {}) {
  const now = Math.floor(Date.now() / 1000);
  const request = jwt.fromMethodAndUrl(method, signedAs);
  const claims = { iss: APP_KEY, sub: CLIENT_KEY, iat: now, exp: now + 180, qsh: jwt.createQueryStringHash(request) };
  const authorization = `JWT ${jwt.encodeSymmetric(claims, SECRET, jwt.SymmetricAlgorithm.HS256)}`;
  return new Promise((resolve, reject) => {
    const call = http.request({ host: origin.hostname, port: origin.port, method, path: target, headers: { authorization, ...headers } }, answer => {
      let text = "";
      answer.on("data", chunk => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, text }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

const json = { "content-type": "application/json" };
const bySlug = `/2.0/repositories/acme/rocket/properties/${APP_KEY}`;
const repository = "/2.0/repositories/acme/rocket";
let shown = 0;

async function expect(name, status, answer, check = () => {}) {
  const { status: actual, text } = await answer;
  assert.strictEqual(actual, status, `${name}: ${actual} ${text}`);
  check(text === "" ? null : JSON.parse(text));
  shown++;
}

async function main() {
  const addresses = {
    "by slug": `${bySlug}/state`,
    "by uuid, braces as they are": `/2.0/repositories/{${WORKSPACE_ID}}/{${REPOSITORY_ID}}/properties/${APP_KEY}/state`,
    "by uuid, braces escaped": `/2.0/repositories/%7B${WORKSPACE_ID}%7D/%7B${REPOSITORY_ID}%7D/properties/${APP_KEY}/state`,
    "by uuid, escapes in lower case": `/2.0/repositories/%7b${WORKSPACE_ID}%7d/rocket/properties/${APP_KEY}/state`,
    "with a slash at the end": `${bySlug}/state/`,
    "with doubled slashes": `/2.0//repositories/acme/rocket//properties/${APP_KEY}/state`,
    "with an escaped letter": `${bySlug}/st%61te`,
    "with a query that means nothing here": `${bySlug}/state?b=2&a=1&a=0&flag&empty=&sp=a+b&pct=a%20b&comma=1,2&star=*&tilde=~&%C3%BC=%C3%9F&A=1`,
  };
  for (const [name, address] of Object.entries(addresses)) {
    await expect(`PUT ${name}`, 204, send("PUT", address, address, JSON.stringify({ name }), json));
    await expect(`GET ${name}`, 200, send("GET", address), body => assert.deepStrictEqual(body, { name }));
    await expect(`DELETE ${name}`, 204, send("DELETE", address));
    await expect(`GET ${name}, after DELETE`, 404, send("GET", address));
  }

  await expect("PUT", 204, send("PUT", `${bySlug}/state`, `${bySlug}/state`, '{"ok": true, "in": {"side": [1, {"er": 2}], "list": [1, 2]}}', json));
  const plain = { [APP_KEY]: { state: { ok: true } } };
  const deep = { [APP_KEY]: { state: { ok: true, in: { side: [1, { er: 2 }], list: [1, 2] } } } };
  const fields = {
    "fields=+properties.*": plain,
    "fields=%2Bproperties.*": plain,
    "fields=%2Bproperties": plain,
    "fields=%2Bproperties.*.*.*.*.*": deep,
    "fields=-links&fields=%2Bproperties.*": plain,
    "fields=%2Bproperties.*&pagelen=10&page=1": plain,
    "x=1&fields=-links%2C%2Bproperties.*&x=0": plain,
    [`fields=%2Bproperties.${APP_KEY}.state.ok`]: plain,
  };
  for (const [query, expected] of Object.entries(fields)) {
    await expect(query, 200, send("GET", `${repository}?${query}`), body => {
      assert.deepStrictEqual(body.properties, expected, query);
      assert.strictEqual(body.full_name, "acme/rocket");
    });
  }

  await expect("an absolute address", 200, send("GET", `${bySlug}/state`, `${MORTISE_URL}${bySlug}/state`));
  await expect("a token for another method", 401, send("DELETE", `${bySlug}/state`, `${bySlug}/other`), body => assert.strictEqual(body.error.data.step, "qsh"));
  await expect("a query added later", 401, send("GET", `${bySlug}/state?fields=ok`, `${bySlug}/state`), body => assert.strictEqual(body.error.data.step, "qsh"));
  await expect("what stayed", 200, send("GET", `${bySlug}/state`), body => assert.deepStrictEqual(body, deep[APP_KEY].state));
}

main().then(() => console.log(`${shown} calls answered as expected`), error => {
  console.error(error.message);
  process.exitCode = 1;
});
