// The store of atlassian-connect-express, in memory: the adapters that it brings need a database beside the app.
"use strict";

class MemoryStore {
  constructor() {
    this.values = new Map();
  }

  async get(key, clientKey) {
    return this.values.get(`${clientKey}:${key}`) ?? null;
  }

  async set(key, value, clientKey) {
    this.values.set(`${clientKey}:${key}`, value);
    return value;
  }

  async del(key, clientKey) {
    this.values.delete(`${clientKey}:${key}`);
  }

  saveInstallation(value, clientKey) {
    return this.set("clientInfo", value, clientKey);
  }

  isMemoryStore() {
    return true;
  }
}

module.exports = MemoryStore;
