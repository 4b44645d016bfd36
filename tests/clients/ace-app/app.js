// A Connect app on the unmodified package atlassian-connect-express. Its pages load the script that the package names, and /echo answers the host's proxy.
// Only /control is ours: the test tells the app through it what to ask of its host. It prints its descriptor's address once it listens; told to "register", it installs itself as well.
"use strict";

const express = require("express");
const ace = require("atlassian-connect-express");
const MemoryStore = require("./memory-store");

process.chdir(__dirname);
ace.store.register("memory", () => new MemoryStore());

const app = express();
app.use(express.json());
const server = app.listen(0, "127.0.0.1", () => {
  process.env.AC_LOCAL_BASE_URL = `http://127.0.0.1:${server.address().port}`;
  const heard = [];
  const silent = () => {};
  const logger = { info: silent, debug: silent, warn: console.error, error: console.error };
  const addon = ace(app, {}, logger, () => console.log(`${process.env.AC_LOCAL_BASE_URL}/atlassian-connect.json`));
  addon.on("host_settings_saved", clientKey => heard.push({ event: "installed", clientKey }));

  app.use(addon.middleware());
  app.post("/uninstalled", addon.authenticateInstall(), (request, response) => {
    heard.push({ event: "uninstalled", clientKey: request.body.clientKey });
    addon.settings.del("clientInfo", request.body.clientKey).then(() => response.status(204).end());
  });

  // What the package's own templates do in development: the app installs itself, at the address that the package has written into it.
  if (process.argv.includes("register")) addon.register();

  app.get(["/page", "/dialog", "/inline"], addon.authenticate(), (request, response) => response.send(`<!doctype html>
<html lang="en"><head><title>An app</title><link rel="icon" href="data:,"><meta name="ap-local-base-url" content="${response.locals.localBaseUrl}">
<script src="${response.locals.hostScriptUrl}"></script></head><body><p>${request.path}</p></body></html>`));
  app.all("/echo", addon.authenticate(), (request, response) =>
    response.json({ method: request.method, by: request.query.by, repo: request.query.repo, body: request.body }));
  app.get("/checked", addon.checkValidToken(), (request, response) => response.json({ for: request.context.clientKey }));

  app.get("/control", (request, response) => response.json(heard));
  app.post("/control", (request, response) => {
    const { clientKey, method, url, body } = request.body;
    const options = body == null ? { url } : { url, body, headers: { "Content-Type": "application/json" } };
    addon.httpClient({ clientKey })[method](options, (error, answer, text) =>
      error ? response.status(502).send(String(error)) : response.json({ status: answer.statusCode, body: text || "" }));
  });
});
