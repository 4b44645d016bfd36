using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Repositories;

internal sealed partial class RepositoryStore
{
    private record Row
    {
        public Guid Id { get; init; }
        public Guid WorkspaceId { get; init; }
        public string Slug { get; init; } = "";
        public string Name { get; init; } = "";
        public string Description { get; init; } = "";
        public string? Website { get; init; }
        public string Language { get; init; } = "";
        public bool IsPrivate { get; init; }
        public Guid? ParentId { get; init; }
        public string ForkPolicy { get; init; } = "";
        public bool HasIssues { get; init; }
        public bool HasWiki { get; init; }
        public string? MainBranch { get; init; }
        public long Size { get; init; }
        public DateTimeOffset CreatedOn { get; init; }
        public DateTimeOffset UpdatedOn { get; init; }
        public bool OverridesMergeStrategy { get; init; }
        public bool OverridesBranchingModel { get; init; }
        public int Granted { get; init; }
        public string WorkspaceSlug { get; init; } = "";
        public string WorkspaceName { get; init; } = "";
        public string WorkspaceKind { get; init; } = "";
        public bool WorkspaceIsPrivate { get; init; }
        public DateTimeOffset WorkspaceCreatedOn { get; init; }
        public DateTimeOffset WorkspaceUpdatedOn { get; init; }
        public Guid ProjectId { get; init; }
        public string ProjectKey { get; init; } = "";
        public string ProjectName { get; init; } = "";
        public string ProjectDescription { get; init; } = "";
        public bool ProjectIsPrivate { get; init; }
        public DateTimeOffset ProjectCreatedOn { get; init; }
        public DateTimeOffset ProjectUpdatedOn { get; init; }
        public string? AccountId { get; init; }
        public string? Nickname { get; init; }
        public string? DisplayName { get; init; }
        public string? AccountStatus { get; init; }
        public bool? IsStaff { get; init; }
        public DateTimeOffset? UserCreatedOn { get; init; }

        public Repository ToRepository() => new()
        {
            Id = Id,
            WorkspaceId = WorkspaceId,
            Slug = Slug,
            Name = Name,
            Description = Description,
            Website = Website,
            Language = Language,
            IsPrivate = IsPrivate,
            ParentId = ParentId,
            ForkPolicy = ForkPolicy,
            HasIssues = HasIssues,
            HasWiki = HasWiki,
            MainBranch = MainBranch,
            Size = Size,
            CreatedOn = CreatedOn,
            UpdatedOn = UpdatedOn,
            Overrides = new RepositoryOverrides(OverridesMergeStrategy, OverridesBranchingModel),
            Granted = (RepositoryPermission)Granted,
            Workspace = new Workspace
            {
                Id = WorkspaceId,
                Slug = WorkspaceSlug,
                Name = WorkspaceName,
                Kind = WorkspaceKind,
                IsPrivate = WorkspaceIsPrivate,
                CreatedOn = WorkspaceCreatedOn,
                UpdatedOn = WorkspaceUpdatedOn,
            },
            Owner = new Account
            {
                Id = WorkspaceId,
                IsTeam = WorkspaceKind == "team",
                Username = WorkspaceSlug,
                DisplayName = DisplayName ?? WorkspaceName,
                Nickname = Nickname,
                AccountId = AccountId,
                AccountStatus = AccountStatus ?? "active",
                IsStaff = IsStaff ?? false,
                CreatedOn = UserCreatedOn ?? WorkspaceCreatedOn,
            },
            Project = new Project
            {
                WorkspaceId = WorkspaceId,
                Id = ProjectId,
                Key = ProjectKey,
                Name = ProjectName,
                Description = ProjectDescription,
                IsPrivate = ProjectIsPrivate,
                CreatedOn = ProjectCreatedOn,
                UpdatedOn = ProjectUpdatedOn,
            },
        };
    }
}
