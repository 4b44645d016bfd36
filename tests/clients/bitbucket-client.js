// The package bitbucket against repositories, projects and workspaces. Exits with 0 when each call was answered as expected.
"use strict";

const assert = require("node:assert");
const { Bitbucket } = require("bitbucket");

const { MORTISE_URL, USERNAME, PASSWORD } = process.env;
const client = new Bitbucket({ baseUrl: `${MORTISE_URL}/2.0`, auth: { username: USERNAME, password: PASSWORD }, notice: false });
const anonymous = new Bitbucket({ baseUrl: `${MORTISE_URL}/2.0`, notice: false });

async function refused(status, promise) {
  const error = await promise.then(() => assert.fail(`answered, but expected ${status}`), error => error);
  assert.strictEqual(error.status, status, error.message);
  return error;
}

async function main() {
  const rocket = { workspace: "acme", repo_slug: "rocket" };

  const me = (await client.users.getAuthedUser({})).data;
  assert.strictEqual(me.username, USERNAME);
  assert.strictEqual((await client.users.get({ selected_user: me.uuid })).data.uuid, me.uuid);
  const workspace = (await client.workspaces.getWorkspace({ workspace: "acme" })).data;
  assert.strictEqual(workspace.slug, "acme");
  assert.ok((await client.workspaces.getWorkspaces({})).data.values.some(one => one.slug === "acme"));
  const members = (await client.workspaces.getMembersForWorkspace({ workspace: "acme" })).data.values;
  assert.deepStrictEqual(members.map(member => member.user.uuid), [me.uuid]);

  const made = await client.repositories.create({ ...rocket, _body: { type: "repository", scm: "git", is_private: true, description: "first" } });
  assert.ok([200, 201].includes(made.status), `${made.status}`);
  assert.strictEqual(made.data.full_name, "acme/rocket");
  const read = (await client.repositories.get(rocket)).data;
  assert.deepStrictEqual([read.uuid, read.is_private, read.description, read.type], [made.data.uuid, true, "first", "repository"]);
  assert.strictEqual((await client.repositories.get({ workspace: workspace.uuid, repo_slug: read.uuid })).data.slug, "rocket");
  assert.strictEqual((await client.repositories.get({ ...rocket, fields: "full_name" })).data.uuid, undefined);

  const changed = (await client.repositories.update({ ...rocket, _body: { type: "repository", description: "second" } })).data;
  assert.strictEqual(changed.description, "second");
  assert.strictEqual(changed.uuid, read.uuid);

  for (let i = 1; i <= 11; i++)
    await client.repositories.create({ workspace: "acme", repo_slug: `more-${i}`, _body: { type: "repository", scm: "git", is_private: true } });
  const first = (await client.repositories.list({ workspace: "acme", pagelen: 10 })).data;
  assert.strictEqual(first.values.length, 10);
  assert.ok(client.hasNextPage(first));
  const second = (await client.getNextPage(first)).data;
  assert.strictEqual(second.values.length, 2);
  assert.strictEqual(new Set([...first.values, ...second.values].map(one => one.uuid)).size, 12);
  assert.ok(!client.hasNextPage(second));

  await refused(404, anonymous.repositories.get(rocket));
  const same = await refused(400, client.repositories.create({ ...rocket, _body: { type: "repository", scm: "git" } }));
  assert.strictEqual(same.error.type, "error");
  const wrong = new Bitbucket({ baseUrl: `${MORTISE_URL}/2.0`, auth: { username: USERNAME, password: "wrong" }, notice: false });
  await refused(401, wrong.repositories.get(rocket));

  assert.strictEqual((await client.repositories.delete(rocket)).status, 204);
  await refused(404, client.repositories.get(rocket));
}

main().then(() => console.log("all calls answered as expected"), error => {
  console.error(error.stack || error);
  process.exitCode = 1;
});
