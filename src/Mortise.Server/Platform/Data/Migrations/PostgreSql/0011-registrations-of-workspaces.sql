-- The workspace whose owners registered an app; null where the host's administrator did.
ALTER TABLE apps ADD COLUMN workspace_id TEXT REFERENCES workspaces (id) ON DELETE SET NULL;
CREATE INDEX apps_of_workspace ON apps (workspace_id);
