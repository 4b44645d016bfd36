-- Pull requests, in the repository they would change. number counts in the repository and is never given twice; accounts are people, or
-- workspaces that act as one. source_hash and destination_hash are the tips of the branches while a request is open, and stay as they were when
-- it ended. source_repository_id is null once a fork is gone.
CREATE TABLE pull_requests (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT NOT NULL,
    draft BOOLEAN NOT NULL,
    author_id TEXT NOT NULL,
    closed_by TEXT,
    source_repository_id TEXT REFERENCES repositories (id) ON DELETE SET NULL,
    source_branch TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    destination_branch TEXT NOT NULL,
    destination_hash TEXT NOT NULL,
    merge_hash TEXT,
    close_source_branch BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    comment_count BIGINT NOT NULL,
    task_count BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    updated_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, number),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX pull_requests_of_state ON pull_requests (repository_id, state, number);
CREATE INDEX pull_requests_of_author ON pull_requests (author_id, state, created_on);
CREATE INDEX pull_requests_of_source ON pull_requests (source_repository_id, source_branch);
CREATE INDEX pull_requests_of_merge ON pull_requests (repository_id, merge_hash);
CREATE UNIQUE INDEX pull_requests_open_pair ON pull_requests (repository_id, source_repository_id, source_branch, destination_branch) WHERE state = 'OPEN';

-- Who takes part in a pull request. state is null, approved or changes_requested; is_reviewer is true of those who were asked.
CREATE TABLE pull_request_participants (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    is_reviewer BOOLEAN NOT NULL,
    state TEXT,
    participated_on BIGINT,
    PRIMARY KEY (workspace_id, repository_id, number, account_id),
    FOREIGN KEY (workspace_id, repository_id, number) REFERENCES pull_requests (workspace_id, repository_id, number) ON DELETE CASCADE
);
CREATE INDEX pull_request_participants_of_account ON pull_request_participants (account_id);

-- What happened to a pull request. kind is update, approval or changes_requested; detail is JSON, of an update alone: the request as it was then,
-- and what changed. Comments keep their own table.
CREATE TABLE pull_request_events (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT,
    detail TEXT,
    created_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, number, id),
    FOREIGN KEY (workspace_id, repository_id, number) REFERENCES pull_requests (workspace_id, repository_id, number) ON DELETE CASCADE
);
CREATE INDEX pull_request_events_of_repository ON pull_request_events (repository_id, created_on);

-- Merges that go on after their request was answered. state is PENDING, SUCCESS or FAILED; status and message say why one failed.
CREATE TABLE merge_tasks (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    orders TEXT NOT NULL,
    state TEXT NOT NULL,
    status INTEGER,
    message TEXT,
    created_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, number, id),
    FOREIGN KEY (workspace_id, repository_id, number) REFERENCES pull_requests (workspace_id, repository_id, number) ON DELETE CASCADE
);
