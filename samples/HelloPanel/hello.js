// What the app's pages do with AP, the script of the host: calls with the rights of whoever looks, and only those.
"use strict";

const about = new URLSearchParams(location.search);
const say = text => { document.getElementById("answer").textContent = text; };
const on = (id, act) => document.getElementById(id)?.addEventListener("click", act);

on("api", () => AP.request({
  url: `/2.0/repositories/${about.get("repository")}`,
  success: repository => say(`The API says: ${repository.description}`),
  error: answer => say(`The API refuses: ${answer.status}`),
}));

on("proxy", () => AP.proxyRequest({
  url: `/greet/${about.get("uuid")}`,
  success: answer => say(`${answer.greeting} It is ${answer.repository.scm}.`),
  error: answer => say(`The app refuses: ${answer.status}`),
}));

on("dialog", () => AP.dialog.create({ key: "hello-dialog", header: "Hello", size: "small" }));
on("close", () => AP.dialog.close());
