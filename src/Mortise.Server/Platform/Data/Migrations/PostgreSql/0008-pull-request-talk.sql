-- Comments on pull requests; as those on commits. A pending one is seen by its author alone. anchor is the id of the file's content at the source when
-- the comment was made, null where there was no such file; the comment is outdated once the source has another.
CREATE TABLE pull_request_comments (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    id BIGINT NOT NULL,
    parent_id BIGINT,
    account_id TEXT NOT NULL,
    content TEXT NOT NULL,
    is_deleted BOOLEAN NOT NULL,
    is_pending BOOLEAN NOT NULL,
    path TEXT,
    line_from BIGINT,
    line_to BIGINT,
    start_from BIGINT,
    start_to BIGINT,
    anchor TEXT,
    resolved_by TEXT,
    resolved_on BIGINT,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, number, id),
    FOREIGN KEY (workspace_id, repository_id, number) REFERENCES pull_requests (workspace_id, repository_id, number) ON DELETE CASCADE
);
CREATE INDEX pull_request_comments_of_repository ON pull_request_comments (repository_id, created_on);

-- What is to be done before a pull request is finished; state is RESOLVED or UNRESOLVED.
CREATE TABLE pull_request_tasks (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    id BIGINT NOT NULL,
    comment_id BIGINT,
    account_id TEXT NOT NULL,
    content TEXT NOT NULL,
    state TEXT NOT NULL,
    is_pending BOOLEAN NOT NULL,
    resolved_by TEXT,
    resolved_on BIGINT,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, number, id),
    FOREIGN KEY (workspace_id, repository_id, number) REFERENCES pull_requests (workspace_id, repository_id, number) ON DELETE CASCADE
);
