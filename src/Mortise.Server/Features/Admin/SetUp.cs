using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Admin;

/// <summary>Makes the first person of a fresh host and their workspace, for whoever runs it: they saw the code at its start, or can read <c>DIR/admin.token</c>.</summary>
/// <remarks>Decision 0037: the rows decide whether it is open, in the same write that closes it. Of several at once one is the first.</remarks>
internal sealed class SetUp(
    FirstRun firstRun, UserStore users, PasswordStore passwords, WorkspaceStore workspaces, AdminToken admin, FailedAttempts attempts, ILogger<SetUp> log)
{
    /// <summary>Wrong codes a minute from one address.</summary>
    public const int MostWrongCodes = 10;

    private const string Purpose = "set up this host";

    /// <summary>What is printed at the start.</summary>
    public string Code => admin.CodeFor(Purpose);

    public Task<bool> IsOpenAsync(CancellationToken cancellation) => firstRun.IsDueAsync(cancellation);

    /// <summary>The person who was made; or what to tell.</summary>
    public async Task<(User? User, ApiError? Refusal)> RunAsync(SetUpForm form, HttpContext context)
    {
        var attempt = attempts.Of(context, "set up", MostWrongCodes);
        if (attempt.MustWait is { } wait)
            return (null, ApiError.TooManyAttempts(wait));

        if (form.Code.Length > 200 || !(admin.IsCodeFor(Purpose, form.Code) || admin.Is(form.Code.Trim())))
        {
            attempt.Failed();
            log.LogInformation("Refused to set this host up: the code is wrong");
            return (null, ApiError.InvalidField("code", "The code is not the one that was printed when this host started."));
        }

        if (PasswordStore.WhyNot(form.Password) is { } unfit)
            return (null, ApiError.InvalidField("password", unfit));

        if (!AccountName.TryParse(form.Workspace, out var team, out var problem))
            return (null, ApiError.InvalidField("workspace", problem));

        var person = new NewUser(form.Username) { DisplayName = form.DisplayName, Emails = [form.Email] };
        var hash = passwords.HashOf(form.Password);
        var (made, refusal) = await users.AddFirstAsync(
            person, team,
            async (write, user) =>
            {
                await passwords.AddAsync(write, user, hash);
                await workspaces.AddAsync(write, team, team.Text, user);
            },
            context.RequestAborted);
        if (made is not null)
            log.LogInformation("{User} set this host up, with the workspace {Workspace}", made.Username, team.Text);

        return (made, refusal);
    }
}

/// <summary>What the form asks for.</summary>
/// <param name="Workspace">The slug of the first team's workspace.</param>
internal sealed record SetUpForm(string Code, string Username, string DisplayName, string Email, string Password, string Workspace);
