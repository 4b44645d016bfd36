using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>Reading, writing and removing one property, the same for every kind of subject.</summary>
/// <remarks>
/// The endpoints have found the subject visible; here follow, in this order: is the app installed there (404), is the caller that app (403),
/// is the request sound (400, 412, 413), and, inside the write, what depends on the stored row. Source: connect.md 14.3.
/// </remarks>
internal sealed class PropertyRequest(ApplicationPropertyStore properties, RepositoryStore repositories)
{
    /// <summary>Bytes of a request body that are still read, so that a value over its own bound is told exactly.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    public async Task<IResult> GetAsync(PropertyHost host, PropertyPath path, Caller caller, CancellationToken cancellation)
    {
        if (!AppKey.TryParse(path.App_Key, out var app))
            return NotSet(path);

        if (!PropertyName.TryParse(path.Property_Name, out var name, out var problem))
            return ApiError.BadRequest(problem);

        var stored = await properties.FindAsync(new PropertyKey(host, app, name), cancellation);
        return await AnswerAsync(host, app, stored, path, caller, cancellation);
    }

    /// <summary>As the other overload, on a repository: the path that apps ask all day, read in one look.</summary>
    public async Task<IResult> GetAsync(RepositoryPath repository, PropertyPath path, Caller caller, CancellationToken cancellation)
    {
        var (app, name) = (default(AppKey), default(PropertyName));
        var isPlain = !repository.Workspace.StartsWith('{') && !repository.RepoSlug.StartsWith('{')
            && AppKey.TryParse(path.App_Key, out app) && PropertyName.TryParse(path.Property_Name, out name, out _);
        if (!isPlain)
        {
            return await repositories.FindVisibleKeyAsync(repository, caller, cancellation) is { } key
                ? await GetAsync(PropertyHost.OfRepository(key.WorkspaceId, key.Id), path, caller, cancellation)
                : ApiError.RepositoryNotFound();
        }

        return await properties.FindOnRepositoryAsync(repository, app, name, caller, cancellation) is { } found
            ? await AnswerAsync(found.Host, app, found.Stored, path, caller, cancellation)
            : ApiError.RepositoryNotFound();
    }

    public async Task<IResult> PutAsync(PropertyHost host, PropertyPath path, HttpContext context, Caller caller)
    {
        var cancellation = context.RequestAborted;
        var (key, role, refusal) = await KeyOfOwnerAsync(host, path, caller, cancellation);
        if (refusal is not null)
            return refusal;

        if (context.Request.ContentType is { Length: > 0 } type && !IsJson(type))
            return ApiError.UnsupportedMediaType($"An application property is application/json; the request says {type}.");

        var (body, tooLarge) = await BoundedBody.ReadAsync(context, MaxBodyBytes);
        if (tooLarge is not null)
            return tooLarge;

        if (!PropertyValue.TryParse(body, out var value, out var problem))
            return ApiError.BadRequest(problem);

        return await properties.PutAsync(key, value, stored => ReadOnly(role, stored, value.Attributes) ?? IfMatch(context.Request, stored), cancellation) is { } kept
            ? kept
            : TypedResults.NoContent();
    }

    public async Task<IResult> DeleteAsync(PropertyHost host, PropertyPath path, HttpContext context, Caller caller)
    {
        var (key, role, refusal) = await KeyOfOwnerAsync(host, path, caller, context.RequestAborted);
        if (refusal is not null)
            return refusal;

        ApiError? Precondition(StoredValue? stored) =>
            ReadOnly(role, stored, null) ?? IfMatch(context.Request, stored) ?? (stored is null ? NotSet(path) : null);

        return await properties.DeleteAsync(key, Precondition, context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();
    }

    private async Task<IResult> AnswerAsync(
        PropertyHost host, AppKey app, StoredValue? stored, PropertyPath path, Caller caller, CancellationToken cancellation)
    {
        var role = await RoleAsync(host, app, caller, cancellation);
        if (stored is null || !PropertyAccess.MayRead(role, stored.Attributes))
            return NotSet(path);

        if (role == PropertyRole.Other && !await properties.IsInstalledAsync(app, host, cancellation))
            return NotSet(path);

        return ApiAnswer.Stored(role == PropertyRole.Other ? stored.Shared : stored.Value);
    }

    private async Task<(PropertyKey Key, PropertyRole Role, ApiError? Refusal)> KeyOfOwnerAsync(
        PropertyHost host, PropertyPath path, Caller caller, CancellationToken cancellation)
    {
        if (!AppKey.TryParse(path.App_Key, out var app))
            return (default, default, NotInstalled(path));

        var role = await RoleAsync(host, app, caller, cancellation);
        if (role == PropertyRole.Other && !await properties.IsInstalledAsync(app, host, cancellation))
            return (default, default, NotInstalled(path));

        if (!PropertyAccess.MayWrite(role))
            return (default, role, ApiError.Forbidden($"Only the app {app} can change its properties, in a request that it signs with its JWT."));

        return PropertyName.TryParse(path.Property_Name, out var name, out var problem)
            ? (new PropertyKey(host, app, name), role, null)
            : (default, role, ApiError.BadRequest(problem));
    }

    private async Task<PropertyRole> RoleAsync(PropertyHost host, AppKey app, Caller caller, CancellationToken cancellation) =>
        caller.ActingApp is { } own && own.AppKey == app && host.IsWithin(caller.Access) && await properties.ReachesAsync(own.WorkspaceId, host, cancellation)
            ? caller is Caller.App ? PropertyRole.SignedApp : PropertyRole.App
            : PropertyRole.Other;

    private static ApiError? ReadOnly(PropertyRole role, StoredValue? stored, PropertyAttributes? after) =>
        PropertyAccess.MayWrite(role, stored?.Attributes, after)
            ? null
            : ApiError.Forbidden("A property that is read_only is made, changed and deleted by its app alone, in a request that it signs with its JWT.");

    private static ApiError? IfMatch(HttpRequest request, StoredValue? stored)
    {
        if (request.Headers.IfMatch is { Count: > 0 } wanted && (stored is null || !EntityTag.IsNamedBy(wanted, EntityTag.Of(stored.Value))))
            return ApiError.StaleIfMatch();

        return request.Headers.IfNoneMatch == "*" && stored is not null ? ApiError.StaleIfMatch() : null;
    }

    private static bool IsJson(string type)
    {
        var media = type.AsSpan(0, type.IndexOf(';', StringComparison.Ordinal) is var end and >= 0 ? end : type.Length).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || media.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || media.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            || media.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);
    }

    private static ApiError NotSet(PropertyPath path) => ApiError.NotFound($"The property {path.Property_Name} of the app {path.App_Key} is not set here.");

    private static ApiError NotInstalled(PropertyPath path) => ApiError.NotFound($"The app {path.App_Key} is not installed here.");
}

/// <summary>The two path segments that name a property.</summary>
internal sealed record PropertyPath(string App_Key, string Property_Name);
