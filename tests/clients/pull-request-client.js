// The package bitbucket and the program git: from a new repository to a merged pull request that is fetched again, as a team and its build
// server do it. Exits with 0 when each call was answered as expected.
"use strict";

const assert = require("node:assert");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { Bitbucket } = require("bitbucket");

const { MORTISE_URL, USERNAME, PASSWORD, REVIEWER, REVIEWER_PASSWORD, FOLDER } = process.env;
const as = (username, password) => new Bitbucket({ baseUrl: `${MORTISE_URL}/2.0`, auth: { username, password }, notice: false });
const author = as(USERNAME, PASSWORD);
const reviewer = as(REVIEWER, REVIEWER_PASSWORD);
const rocket = { workspace: "acme", repo_slug: "rocket" };
const clone = path.join(FOLDER, "clone");

function git(...args) {
  return execFileSync("git", args, { cwd: fs.existsSync(clone) ? clone : FOLDER, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function commit(file, text, message) {
  fs.writeFileSync(path.join(clone, file), text);
  git("add", "-A");
  git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", message);
  return git("rev-parse", "HEAD");
}

async function refused(status, promise) {
  const error = await promise.then(() => assert.fail(`answered, but expected ${status}`), error => error);
  assert.strictEqual(error.status, status, error.message);
}

// 1. A repository, its first commits by git, and one more made over the API.
async function begin() {
  await author.repositories.create({ ...rocket, _body: { type: "repository", scm: "git", is_private: true } });
  const { data: me } = await reviewer.users.getAuthedUser({});
  await author.repositories.updateUserPermission({ ...rocket, selected_user_id: me.uuid, _body: { permission: "write" } });
  const address = new URL(`${MORTISE_URL}/acme/rocket.git`);
  [address.username, address.password] = [USERNAME, PASSWORD];
  git("clone", "-q", address.href, clone);
  git("checkout", "-q", "-b", "main");
  commit("README.md", "# Rocket\n", "Say what it is");
  git("push", "-q", "origin", "main");

  const made = await author.source.createFileCommit({ ...rocket, "notes/plan.txt": "1. Build\n", message: "Plan over the API", branch: "main" });
  assert.strictEqual(made.status, 201);
  git("pull", "-q", "origin", "main");
  assert.strictEqual(fs.readFileSync(path.join(clone, "notes/plan.txt"), "utf8"), "1. Build\n");
  const log = (await author.commits.list(rocket)).data.values;
  assert.deepStrictEqual(log.map(one => one.message.trim()), ["Plan over the API", "Say what it is"]);
  return me;
}

// 2. A branch, pushed by git, and its pull request, read in every way that scripts read one.
async function open(me) {
  git("checkout", "-q", "-b", "feature/engine");
  commit("engine.txt", "one\ntwo\nthree\n", "Add the engine");
  const tip = commit("engine.txt", "one\n2\nthree\n", "Count properly");
  git("push", "-q", "origin", "feature/engine");
  const branch = (await author.refs.getBranch({ ...rocket, name: "feature/engine" })).data;
  assert.strictEqual(branch.target.hash, tip);

  const made = (await author.pullrequests.create({
    ...rocket,
    _body: { type: "pullrequest", title: "The engine", description: "It *runs*", source: { branch: { name: "feature/engine" } }, reviewers: [{ uuid: me.uuid }] },
  })).data;
  assert.deepStrictEqual([made.id, made.state, made.destination.branch.name], [1, "OPEN", "main"]);
  const one = { ...rocket, pull_request_id: made.id };
  const listed = (await author.pullrequests.list({ ...rocket, q: `title ~ "ENGINE" AND reviewers.uuid = "${me.uuid}"` })).data;
  assert.deepStrictEqual(listed.values.map(pull => pull.id), [1]);
  assert.deepStrictEqual((await author.pullrequests.listCommits(one)).data.values.map(each => each.message.trim()), ["Count properly", "Add the engine"]);
  const stat = (await author.repositories.listDiffStats({ ...rocket, spec: "feature/engine..main" })).data.values;
  assert.deepStrictEqual(stat.map(each => [each.status, each.new.path, each.lines_added]), [["added", "engine.txt", 3]]);
  assert.ok((await author.pullrequests.getDiff(one)).data.includes("+++ b/engine.txt"));
  return { one, tip };
}

// 3. The build server: a status that changes, and a report with a thousand annotations.
async function build(tip) {
  const at = { ...rocket, commit: tip };
  const status = { key: "build", url: "https://ci.example.com/1", state: "INPROGRESS" };
  assert.strictEqual((await author.commitstatuses.createBuildStatus({ ...at, _body: status })).status, 201);
  assert.strictEqual((await author.commitstatuses.createBuildStatus({ ...at, _body: { ...status, state: "SUCCESSFUL" } })).status, 200);
  assert.deepStrictEqual((await author.commitstatuses.list({ ...at })).data.values.map(each => each.state), ["SUCCESSFUL"]);

  const report = { ...at, reportId: "lint-1" };
  await author.reports.createOrUpdateReport({ ...report, _body: { title: "Lint", details: "All of it", report_type: "BUG", result: "FAILED" } });
  for (let batch = 0; batch < 10; batch++) {
    const some = Array.from({ length: 100 }, (_, i) => ({
      external_id: `lint-${batch * 100 + i}`, annotation_type: "CODE_SMELL", summary: `Smell ${i}`, path: "engine.txt", line: 1 + (i % 3), severity: "LOW",
    }));
    assert.strictEqual((await author.reports.bulkCreateOrUpdateAnnotations({ ...report, _body: some })).data.length, 100);
  }

  let seen = 0;
  let page = (await author.reports.getAnnotationsForReport({ ...report, pagelen: 100 })).data;
  for (seen = page.values.length; author.hasNextPage(page); seen += page.values.length)
    page = (await author.getNextPage(page)).data;
  assert.strictEqual(seen, 1000);
}

// 4. The review, the merge, and what everybody sees of it.
async function review({ one }) {
  const inline = await reviewer.pullrequests.createComment({ ...one, _body: { content: { raw: "Why 2?" }, inline: { path: "engine.txt", to: 2 } } });
  await author.pullrequests.createComment({ ...one, _body: { content: { raw: "Because" }, parent: { id: inline.data.id } } });
  assert.strictEqual((await author.pullrequests.listComments(one)).data.values.length, 2);
  const task = (await reviewer.pullrequests.createTask({ ...one, _body: { content: { raw: "Say so in the notes" } } })).data;
  await author.pullrequests.updateTask({ ...one, task_id: task.id, _body: { content: { raw: "Say so in the notes" }, state: "RESOLVED" } });
  assert.strictEqual((await reviewer.pullrequests.createApproval(one)).data.approved, true);

  const merged = (await author.pullrequests.merge({ ...one, _body: { type: "pullrequest_merge_parameters", message: "Merge the engine", merge_strategy: "merge_commit", close_source_branch: true } })).data;
  assert.strictEqual(merged.state, "MERGED");
  git("checkout", "-q", "main");
  git("pull", "-q", "origin", "main");
  assert.ok(git("rev-parse", "HEAD").startsWith(merged.merge_commit.hash));
  assert.strictEqual(fs.readFileSync(path.join(clone, "engine.txt"), "utf8"), "one\n2\nthree\n");
  await refused(404, author.refs.getBranch({ ...rocket, name: "feature/engine" }));
  const again = (await author.pullrequests.get(one)).data;
  assert.deepStrictEqual([again.state, again.comment_count, again.task_count], ["MERGED", 2, 0]);
  assert.ok((await author.pullrequests.listActivities(one)).data.values.length >= 3);
  assert.deepStrictEqual((await author.pullrequests.list({ ...rocket, state: "MERGED" })).data.values.map(pull => pull.id), [1]);
  const tag = (await author.refs.createTag({ ...rocket, _body: { name: "v1", target: { hash: merged.merge_commit.hash } } })).data;
  git("fetch", "-q", "--tags", "origin");
  assert.strictEqual(git("rev-parse", "v1^{commit}"), tag.target.hash);
}

begin()
  .then(async me => {
    const pull = await open(me);
    await build(pull.tip);
    await review(pull);
  })
  .then(() => console.log("all calls answered as expected"), error => {
    console.error(error.stack || error, JSON.stringify(error.error));
    process.exitCode = 1;
  });
