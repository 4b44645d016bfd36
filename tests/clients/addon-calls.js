// All operations of the Addon resource, signed with the package atlassian-jwt. Exits with 0 when each was answered as expected.
"use strict";

const assert = require("node:assert");
const jwt = require("atlassian-jwt");

const { MORTISE_URL, APP_KEY, CLIENT_KEY, SECRET, DESCRIPTOR } = process.env;
const linkers = "/2.0/addon/linkers";
const values = `${linkers}/issues/values`;

async function ask(method, path, body) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: APP_KEY, sub: CLIENT_KEY, iat: now, exp: now + 180, qsh: jwt.createQueryStringHash(jwt.fromMethodAndUrl(method, path)) };
  const headers = { Authorization: `JWT ${jwt.encodeSymmetric(claims, SECRET, jwt.SymmetricAlgorithm.HS256)}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(MORTISE_URL + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, location: answer.headers.get("location"), body: text && JSON.parse(text) };
}

async function expect(status, method, path, body) {
  const answer = await ask(method, path, body);
  assert.strictEqual(answer.status, status, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

async function main() {
  await expect(204, "PUT", "/2.0/addon", {});
  await expect(204, "PUT", "/2.0/addon");
  await expect(204, "PUT", "/2.0/addon", { descriptor: JSON.parse(DESCRIPTOR) });
  await expect(204, "PUT", "/2.0/addon", { descriptor: DESCRIPTOR });
  const unregistered = await expect(400, "PUT", "/2.0/addon", { descriptor_url: "https://example.com/descriptor.json" });
  assert.match(unregistered.body.error.message, /registration add/);

  const { body: list } = await expect(200, "GET", `${linkers}?pagelen=50&page=1`);
  assert.deepStrictEqual(list.values.map(linker => linker.key), ["issues", "plain", "tickets"]);
  for (const linker of list.values) assert.deepStrictEqual((await expect(200, "GET", new URL(linker.links.self.href).pathname)).body, linker);

  const made = await expect(201, "POST", values, { value: "BB" });
  assert.strictEqual(made.location, made.body.links.self.href);
  await expect(409, "POST", values, { value: "BB" });
  await expect(204, "PUT", values, ["BB", "OPS", "проект"]);
  const { body: page } = await expect(200, "GET", `${values}?fields=values.value,values.id,size`);
  assert.deepStrictEqual([page.size, page.values[0]], [3, { value: "BB", id: made.body.id }]);
  await expect(204, "PUT", values, (await expect(200, "GET", values)).body);
  assert.deepStrictEqual((await expect(200, "GET", `${values}/${made.body.id}`)).body, made.body);
  await expect(204, "DELETE", `${values}/${made.body.id}`);
  await expect(404, "GET", `${values}/${made.body.id}`);
  await expect(204, "DELETE", values);
  assert.deepStrictEqual((await expect(200, "GET", values)).body.values, []);
  assert.strictEqual((await expect(200, "GET", `/2.0/addon/${APP_KEY}/client-key`)).body.client_key, CLIENT_KEY);

  await expect(204, "DELETE", "/2.0/addon");
  await expect(401, "DELETE", "/2.0/addon");
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
