-- Settings that a repository has for itself instead of taking those of its project.
ALTER TABLE repositories ADD COLUMN overrides_merge_strategy BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE repositories ADD COLUMN overrides_branching_model BOOLEAN NOT NULL DEFAULT FALSE;

-- The forks of a repository; a parent that is gone leaves its id behind.
CREATE INDEX repositories_of_parent ON repositories (parent_id);

-- Who hears of what happens in a repository: so far the one who made it.
CREATE TABLE repository_watchers (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    watched_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, user_id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX repository_watchers_of_user ON repository_watchers (user_id);
