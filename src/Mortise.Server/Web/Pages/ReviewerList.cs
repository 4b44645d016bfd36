using Mortise.Server.Features.Users;

namespace Mortise.Server.Web.Pages;

/// <summary>Whose review new pull requests ask for, for the page on which it is changed.</summary>
/// <param name="Api">The address of <c>default-reviewers</c>.</param>
internal sealed record ReviewerList(string Api, IReadOnlyList<Account> People);
