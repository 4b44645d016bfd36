-- What people sign in to the site with; who has no row cannot sign in.
CREATE TABLE user_passwords (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    changed_on BIGINT NOT NULL
);

-- Browsers that are signed in, by SHA-256 of the cookie.
CREATE TABLE sessions (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_on BIGINT NOT NULL,
    expires_on BIGINT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_end ON sessions (expires_on);

-- Clients of OAuth. key is the client id; of the secret only SHA-256 is kept. callback_url and url are empty where there is none.
CREATE TABLE oauth_consumers (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    is_private BOOLEAN NOT NULL,
    scopes TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name)
);

-- One consent, and all tokens that came of it. user_id is null where the consumer acts for its own workspace.
CREATE TABLE oauth_families (
    id TEXT NOT NULL PRIMARY KEY,
    consumer_id TEXT NOT NULL REFERENCES oauth_consumers (id) ON DELETE CASCADE,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    revoked_on BIGINT
);
CREATE INDEX oauth_families_of_consumer ON oauth_families (consumer_id);
CREATE INDEX oauth_families_of_user ON oauth_families (user_id);

-- Authorization codes. redirect_uri is null where the request named none; family_id is set once the code was used.
CREATE TABLE oauth_codes (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    consumer_id TEXT NOT NULL REFERENCES oauth_consumers (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    redirect_uri TEXT,
    challenge TEXT,
    family_id TEXT REFERENCES oauth_families (id) ON DELETE CASCADE,
    expires_on BIGINT NOT NULL
);
CREATE INDEX oauth_codes_end ON oauth_codes (expires_on);

-- Access and refresh tokens of consumers. A refresh token that was used has replaced_on and the chance that its successor is made with.
CREATE TABLE oauth_tokens (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES oauth_families (id) ON DELETE CASCADE,
    is_refresh BOOLEAN NOT NULL,
    scopes TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    expires_on BIGINT NOT NULL,
    replaced_on BIGINT,
    chance TEXT
);
CREATE INDEX oauth_tokens_of_family ON oauth_tokens (family_id);
CREATE INDEX oauth_tokens_end ON oauth_tokens (expires_on);

-- Tokens that apps got for their JWT. repositories holds the ids that the token is limited to, separated by blanks; null: not limited.
CREATE TABLE app_tokens (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    installation_id TEXT NOT NULL REFERENCES installations (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    repositories TEXT,
    created_on BIGINT NOT NULL,
    expires_on BIGINT NOT NULL
);
CREATE INDEX app_tokens_of_installation ON app_tokens (installation_id);
CREATE INDEX app_tokens_end ON app_tokens (expires_on);

-- They end with the installation, in the same transaction and whoever ends it: one that comes back starts without them.
CREATE FUNCTION end_app_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM app_tokens WHERE installation_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER app_tokens_end_with_installation AFTER UPDATE OF state ON installations
FOR EACH ROW WHEN (NEW.state NOT IN ('active', 'installing'))
EXECUTE FUNCTION end_app_tokens();
