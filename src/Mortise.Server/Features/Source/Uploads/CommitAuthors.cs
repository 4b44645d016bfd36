using System.Diagnostics.CodeAnalysis;
using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Uploads;

/// <summary>Whom a commit that is made here says it is by.</summary>
internal sealed class CommitAuthors(UserStore users, PublicAddress address, TimeProvider clock)
{
    /// <summary>A person with their name and primary address; a token or app by its name, with an address that is nobody's.</summary>
    public async Task<CommitSignature> OfAsync(Caller caller, Repository repository, CancellationToken cancellation)
    {
        if (caller.UserId is { } id && await users.FindAsync(id, cancellation) is { } user)
        {
            var emails = await users.ListEmailsAsync(id, cancellation);
            return Sign(user.DisplayName, emails.Count > 0 ? emails[0].Email : Bot(id));
        }

        return caller switch
        {
            Caller.ResourceToken token => Sign(token.Name, Bot(token.Id)),
            _ when caller.ActingApp is { } app => Sign(app.AppKey.ToString(), Bot(app.InstallationId)),
            _ => Sign(repository.Owner.DisplayName, Bot(repository.WorkspaceId)),
        };
    }

    /// <summary>Reads <c>Name &lt;mail&gt;</c>, at the present time.</summary>
    public bool TryParse(string raw, [NotNullWhen(true)] out CommitSignature? author)
    {
        author = null;
        var open = raw.IndexOf('<', StringComparison.Ordinal);
        var close = raw.IndexOf('>', StringComparison.Ordinal);
        if (open <= 0 || close != raw.TrimEnd().Length - 1 || close < open || raw.LastIndexOf('<') != open || raw.Any(char.IsControl) || raw[..open].Trim().Length == 0)
            return false;

        author = Sign(raw[..open].Trim(), raw[(open + 1)..close].Trim());
        return true;
    }

    private CommitSignature Sign(string name, string email) => new(name, email, clock.GetUtcNow());

    private string Bot(Guid id) => $"{id:N}@bots.{new Uri(address.Origin).Host}";
}
