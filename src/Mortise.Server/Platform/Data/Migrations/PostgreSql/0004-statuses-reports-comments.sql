-- What builds and other checks say of a commit, by key. url is a template; texts are empty and refname is null where none was given.
CREATE TABLE commit_statuses (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    commit_hash TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    refname TEXT,
    state TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, commit_hash, key),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);

-- Reports on a commit, by the id that their tool gives them; data is a JSON array.
CREATE TABLE reports (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    commit_hash TEXT NOT NULL,
    external_id TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    details TEXT,
    reporter TEXT,
    link TEXT,
    logo_url TEXT,
    remote_link_enabled BOOLEAN NOT NULL,
    report_type TEXT,
    result TEXT,
    data TEXT NOT NULL,
    account_id TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, commit_hash, external_id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);

-- number is their order in the report.
CREATE TABLE report_annotations (
    workspace_id TEXT NOT NULL,
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number BIGINT NOT NULL,
    annotation_type TEXT,
    path TEXT,
    line BIGINT,
    summary TEXT NOT NULL,
    details TEXT,
    result TEXT,
    severity TEXT,
    link TEXT,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, report_id, external_id)
);
CREATE INDEX report_annotations_in_order ON report_annotations (report_id, number);

-- Comments on commits. id is a number of the host, shared with all other comments. The lines are null where a comment is on a file or on the
-- whole commit; path is null on the latter. A comment that was deleted stays, without its text, while it has replies.
CREATE TABLE commit_comments (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    commit_hash TEXT NOT NULL,
    id BIGINT NOT NULL,
    parent_id BIGINT,
    account_id TEXT NOT NULL,
    content TEXT NOT NULL,
    is_deleted BOOLEAN NOT NULL,
    path TEXT,
    line_from BIGINT,
    line_to BIGINT,
    start_from BIGINT,
    start_to BIGINT,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, commit_hash, id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);

-- Who approved a commit or commented on it: one row for each account.
CREATE TABLE commit_participants (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    commit_hash TEXT NOT NULL,
    account_id TEXT NOT NULL,
    approved_on BIGINT,
    commented_on BIGINT,
    PRIMARY KEY (workspace_id, repository_id, commit_hash, account_id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);

-- Who is asked to review new pull requests of a repository, and of all repositories of a project.
CREATE TABLE repository_default_reviewers (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    added_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, user_id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX repository_default_reviewers_of_user ON repository_default_reviewers (user_id);

CREATE TABLE project_default_reviewers (
    workspace_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    added_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, project_id, user_id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX project_default_reviewers_of_user ON project_default_reviewers (user_id);
