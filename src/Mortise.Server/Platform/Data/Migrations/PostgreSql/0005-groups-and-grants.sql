-- Groups of a workspace. Their people are members of the workspace: who leaves it leaves them.
CREATE TABLE workspace_groups (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    created_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug)
);

CREATE TABLE workspace_group_members (
    workspace_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    added_on BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, group_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES workspace_groups (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES workspace_members (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX workspace_group_members_of_group ON workspace_group_members (workspace_id, group_id);

-- What groups hold on repositories, as the numbers of repository_permissions.
CREATE TABLE repository_group_permissions (
    workspace_id TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    permission INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, repository_id, group_id),
    FOREIGN KEY (workspace_id, repository_id) REFERENCES repositories (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, group_id) REFERENCES workspace_groups (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX repository_group_permissions_of_group ON repository_group_permissions (workspace_id, group_id);

-- What people and groups hold on projects: 1 read, 2 write, 3 create-repo, 4 admin.
CREATE TABLE project_permissions (
    workspace_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    permission INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, project_id, user_id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES workspace_members (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX project_permissions_of_user ON project_permissions (workspace_id, user_id);

CREATE TABLE project_group_permissions (
    workspace_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    permission INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, project_id, group_id),
    FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, group_id) REFERENCES workspace_groups (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX project_group_permissions_of_group ON project_group_permissions (workspace_id, group_id);

CREATE INDEX repositories_of_project ON repositories (workspace_id, project_id);
