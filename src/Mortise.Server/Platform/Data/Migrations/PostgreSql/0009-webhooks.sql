-- Subscriptions to events. repository_id is null where one is for all repositories of the workspace; events are separated by blanks, secret is sealed.
CREATE TABLE webhooks (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    repository_id TEXT,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    events TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    secret BYTEA,
    skip_cert_verification BOOLEAN NOT NULL,
    history_enabled BOOLEAN NOT NULL,
    created_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX webhooks_of_repository ON webhooks (workspace_id, repository_id);

-- What was sent to subscriptions that keep a history, one row for each attempt. status is null where no answer came.
CREATE TABLE webhook_attempts (
    workspace_id TEXT NOT NULL,
    webhook_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    event TEXT NOT NULL,
    url TEXT NOT NULL,
    started_on BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL,
    status INTEGER,
    outcome TEXT NOT NULL,
    request TEXT NOT NULL,
    response TEXT NOT NULL,
    PRIMARY KEY (workspace_id, webhook_id, delivery_id, number),
    FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_attempts_by_time ON webhook_attempts (started_on);
