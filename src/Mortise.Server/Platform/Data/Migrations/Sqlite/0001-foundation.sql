-- Accounts. Every user has a personal workspace of the same id; a workspace's slug is unique on the host.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL UNIQUE,
    nickname TEXT NOT NULL,
    display_name TEXT NOT NULL,
    account_status TEXT NOT NULL,
    is_staff BOOLEAN NOT NULL,
    created_on BIGINT NOT NULL
);

CREATE TABLE user_emails (
    email TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_primary BOOLEAN NOT NULL,
    is_confirmed BOOLEAN NOT NULL
);
CREATE INDEX user_emails_of_user ON user_emails (user_id);

CREATE TABLE workspaces (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_private BOOLEAN NOT NULL,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL
);

CREATE TABLE workspace_members (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    added_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX workspace_members_of_user ON workspace_members (user_id);

CREATE TABLE projects (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    is_private BOOLEAN NOT NULL,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, key)
);

-- Repositories. size is bytes on disk as of the last push; main_branch is null until one exists.
CREATE TABLE repositories (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    website TEXT,
    language TEXT NOT NULL,
    is_private BOOLEAN NOT NULL,
    project_id TEXT NOT NULL,
    parent_id TEXT,
    fork_policy TEXT NOT NULL,
    has_issues BOOLEAN NOT NULL,
    has_wiki BOOLEAN NOT NULL,
    main_branch TEXT,
    size BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id)
);

-- Slugs that repositories had before a rename.
CREATE TABLE repository_aliases (
    workspace_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, slug),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE repository_permissions (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    permission INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, user_id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX repository_permissions_of_user ON repository_permissions (user_id);

-- A change of references, written before git moves them and deleted with the rows that the change brings.
CREATE TABLE reference_intents (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    actor_id TEXT,
    cause TEXT NOT NULL,
    changes TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX reference_intents_of_repository ON reference_intents (workspace_id, repository_id);

-- Passwords of apps, API tokens and access tokens: SHA-256 of the secret, never the secret.
CREATE TABLE credentials (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    workspace_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE,
    project_id TEXT,
    repository_id TEXT REFERENCES repositories (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    expires_on BIGINT,
    revoked_on BIGINT
);
CREATE INDEX credentials_of_user ON credentials (user_id);

-- Apps. A key belongs to the descriptor URL that first installed it; secret and registered_url are set for registered apps.
CREATE TABLE apps (
    app_key TEXT NOT NULL PRIMARY KEY,
    descriptor_url TEXT NOT NULL,
    registered_url TEXT,
    secret BLOB,
    created_on BIGINT NOT NULL
);

CREATE TABLE installations (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    number BIGINT NOT NULL UNIQUE,
    app_key TEXT NOT NULL,
    client_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    descriptor_url TEXT NOT NULL,
    descriptor BLOB NOT NULL,
    scopes TEXT NOT NULL,
    secret BLOB,
    pending_secret BLOB,
    installed_by TEXT,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    removed_on BIGINT,
    purged_on BIGINT,
    report TEXT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, app_key)
);
CREATE INDEX installations_of_app ON installations (app_key);

-- Installs whose callback is under way, at most one for each installation, with what to go back to should it fail. owner_url is null where
-- the key had no owner before; state is null where there was no installation before.
CREATE TABLE install_attempts (
    installation_id TEXT NOT NULL PRIMARY KEY REFERENCES installations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    owner_url TEXT,
    state TEXT,
    client_key TEXT,
    secret BLOB,
    descriptor_url TEXT,
    descriptor BLOB,
    scopes TEXT,
    installed_by TEXT,
    updated_on BIGINT,
    removed_on BIGINT,
    purged_on BIGINT,
    ends_on BIGINT NOT NULL
);

CREATE TABLE application_properties (
    workspace_id TEXT NOT NULL,
    host_kind TEXT NOT NULL,
    host_id TEXT NOT NULL,
    app_key TEXT NOT NULL,
    name TEXT NOT NULL,
    attributes INTEGER NOT NULL,
    value BLOB NOT NULL,
    shared_value BLOB,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, host_kind, host_id, app_key, name)
);

-- Counters of the host, such as the numbers of installations.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Messages that must leave the host: leased, sent, kept as attempts, retried or given up. due_on is null once a message is settled.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_on BIGINT,
    leased_until BIGINT,
    last_outcome TEXT,
    created_on BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_on);

CREATE TABLE outbox_attempts (
    message_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    started_on BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (message_id, number)
);

-- Facts of the host itself: its identity and key pair.
CREATE TABLE host_facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- The keys that seal secrets, where nodes share one database; themselves sealed by the master key.
CREATE TABLE key_ring (
    name TEXT NOT NULL PRIMARY KEY,
    element TEXT NOT NULL
);
