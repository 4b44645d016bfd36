-- Grows with each change of an installation's state, descriptor or scopes; what is made of a descriptor is kept in memory under it.
ALTER TABLE installations ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- When an installation last went into the state that it has; its callback speaks of that moment.
ALTER TABLE installations ADD COLUMN changed_on BIGINT NOT NULL DEFAULT 0;
UPDATE installations SET changed_on = COALESCE(removed_on, updated_on);
ALTER TABLE install_attempts ADD COLUMN changed_on BIGINT;

-- What becomes of an uninstalled app's data: 'keep' them 30 days, 'archive' them until it returns, or 'erase' them. Null: it is installed.
ALTER TABLE installations ADD COLUMN data_fate TEXT;
ALTER TABLE install_attempts ADD COLUMN data_fate TEXT;

-- The successor app that a credential speaks for; null for all others.
ALTER TABLE credentials ADD COLUMN forge_app_id TEXT;

-- Linkers that ever had a value; the others stand in the descriptor alone. version grows with each change of the values, size counts them.
CREATE TABLE linkers (
    workspace_id TEXT NOT NULL,
    installation_id TEXT NOT NULL,
    linker_key TEXT NOT NULL,
    id BIGINT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, installation_id, linker_key),
    UNIQUE (workspace_id, id),
    FOREIGN KEY (workspace_id, installation_id) REFERENCES installations (workspace_id, id) ON DELETE CASCADE
);

-- The values of a linker. Ids are counted for the whole host and never used again.
CREATE TABLE linker_values (
    workspace_id TEXT NOT NULL,
    linker_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, linker_id, id),
    UNIQUE (workspace_id, linker_id, value),
    FOREIGN KEY (workspace_id, linker_id) REFERENCES linkers (workspace_id, id) ON DELETE CASCADE
);

-- Updates of all installations of an app at once, and what came of each. ended_on is null while they are under way.
CREATE TABLE app_rollouts (
    id TEXT NOT NULL PRIMARY KEY,
    app_key TEXT NOT NULL,
    accepts_scopes BOOLEAN NOT NULL,
    started_on BIGINT NOT NULL,
    ended_on BIGINT
);
CREATE INDEX app_rollouts_of_app ON app_rollouts (app_key);

CREATE TABLE app_rollout_steps (
    rollout_id TEXT NOT NULL REFERENCES app_rollouts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    installation_id TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    ended_on BIGINT,
    PRIMARY KEY (rollout_id, number)
);
