-- The key with which the host signs the commits that it writes in a workspace: made once, at first need. private_key is sealed PKCS #8 in base64; created_on is part of
-- the fingerprint.
CREATE TABLE signing_keys (
    workspace_id TEXT NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    private_key BYTEA NOT NULL,
    public_key TEXT NOT NULL,
    created_on BIGINT NOT NULL
);
