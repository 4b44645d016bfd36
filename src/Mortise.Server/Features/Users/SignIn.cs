using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Users;

/// <summary>The check of a name and a password, held up after too many failures for one account, or from one address over all accounts.</summary>
internal sealed class SignIn(PasswordStore passwords, FailedAttempts attempts, ILogger<SignIn> log)
{
    /// <summary>Failures a minute for one account and address.</summary>
    public const int MostForOneAccount = 10;

    /// <summary>Failures a minute from one address.</summary>
    public const int MostFromOneAddress = 60;

    /// <summary>The person; or how long to wait before the next try is looked at; or neither, when name or password is wrong.</summary>
    public async Task<(Guid? User, TimeSpan? Wait)> CheckAsync(string name, string password, HttpContext context)
    {
        var one = attempts.Of(context, $"sign in {name.ToLowerInvariant()}", MostForOneAccount);
        var all = attempts.Of(context, "sign in", MostFromOneAddress);
        if ((one.MustWait ?? all.MustWait) is { } wait)
            return (null, wait);

        if (IsSound(name) && password.Length <= PasswordStore.Most && await passwords.FindAsync(name, password, context.RequestAborted) is { } user)
            return (user, null);

        one.Failed();
        all.Failed();
        log.LogInformation("Refused to sign somebody in: the name or the password is wrong");
        return (null, null);
    }

    private static bool IsSound(string name) => name.Length is > 0 and <= 254 && !name.Contains('\0', StringComparison.Ordinal);
}
