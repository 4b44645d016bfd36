// A Connect app that swaps its JWT for bearer tokens inside its "installed" handler, before it answers: with the unmodified package
// atlassian-connect-express and both kinds of form, and with atlassian-jwt and JSON. What it saw stands at /control; it prints its descriptor's address.
"use strict";

const express = require("express");
const ace = require("atlassian-connect-express");
const jwt = require("atlassian-jwt");
const MemoryStore = require("../ace-app/memory-store");

process.chdir(__dirname);
ace.store.register("memory", () => new MemoryStore());

const GRANT = "urn:bitbucket:oauth2:jwt";
const TOKEN_PATH = "/site/oauth2/access_token";
const app = express();
app.use(express.json());
const server = app.listen(0, "127.0.0.1", () => {
  process.env.AC_LOCAL_BASE_URL = `http://127.0.0.1:${server.address().port}`;
  const seen = [];
  const silent = () => {};
  const logger = { info: silent, debug: silent, warn: console.error, error: console.error };
  const addon = ace(app, {}, logger, () => console.log(`${process.env.AC_LOCAL_BASE_URL}/atlassian-connect.json`));
  app.use(addon.middleware());

  app.post("/installed", addon.verifyInstallation(), async (request, response) => {
    const installation = request.body;
    try {
      await addon.settings.saveInstallation(installation, installation.clientKey);
      for (const swap of [by("urlEncodedFormData"), by("multipartFormData"), byJson]) {
        seen.push(await use(installation, await swap(addon, installation)));
      }
    } catch (error) {
      seen.push({ error: String(error) });
    }
    addon.postInstallation()(request, response);
  });
  app.post("/uninstalled", addon.authenticateInstall(), (request, response) => response.status(204).end());
  app.get("/control", (request, response) => response.json(seen));
});

/** The package signs the request with the secret that the callback brought. */
function by(kindOfForm) {
  return (addon, { clientKey }) => new Promise((resolve, reject) =>
    addon.httpClient({ clientKey }).post({ url: TOKEN_PATH, [kindOfForm]: { grant_type: GRANT, scope: "repository account" } }, (error, answer, text) =>
      error || answer.statusCode !== 200 ? reject(error || new Error(`${answer.statusCode} ${text}`)) : resolve(JSON.parse(text))));
}

/** As two published apps do it: JSON, and one of them with the member's name inside its value. */
async function byJson(addon, { clientKey, sharedSecret, baseUrl }) {
  const now = Math.floor(Date.now() / 1000);
  const qsh = jwt.createQueryStringHash(jwt.fromMethodAndUrl("POST", TOKEN_PATH));
  const token = jwt.encodeSymmetric({ iss: addon.key, sub: clientKey, iat: now, exp: now + 180, qsh }, sharedSecret, jwt.SymmetricAlgorithm.HS256);
  const answer = await fetch(baseUrl + TOKEN_PATH, {
    method: "POST",
    headers: { authorization: `JWT ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ grant_type: `grant_type=${GRANT}` }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** What the token shows of the workspace and its repositories. */
async function use({ baseApiUrl, principal }, { access_token, token_type, expires_in, scopes }) {
  const ask = async path => {
    const answer = await fetch(baseApiUrl + path, { headers: { authorization: `Bearer ${access_token}` } });
    return { status: answer.status, body: await answer.json() };
  };
  const workspace = await ask(`/2.0/workspaces/${encodeURIComponent(principal.uuid)}`);
  const repositories = await ask(`/2.0/repositories/${encodeURIComponent(principal.uuid)}`);
  return {
    token_type, expires_in, scopes, access_token, status: [workspace.status, repositories.status],
    workspace: workspace.body.slug, repositories: (repositories.body.values || []).map(repository => repository.full_name),
  };
}
