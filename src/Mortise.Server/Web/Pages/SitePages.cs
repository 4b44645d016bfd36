using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>The Razor pages below <c>Features</c>: services and a pipeline of their own, made when the first page is asked for.</summary>
/// <remarks>
/// What pages are made of doubles the time and the work of a start, and many hosts answer the API for days before somebody opens a page. A page and its
/// model find what the features have registered as well. Thread-safe.
/// </remarks>
internal sealed class SitePages(IServiceProvider host, FirstRun firstRun) : IDisposable
{
    private readonly Lazy<(ServiceProvider Services, RequestDelegate Run)> own = new(() => Build(host));

    /// <summary>Answers a request whose path is that of a page.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (FirstRun.IsEntrance(context.Request.Path) && await firstRun.IsDueAsync(context.RequestAborted))
        {
            PageHeaders.Set(context.Response);
            context.Response.Redirect(FirstRun.SetUpPath);
            return;
        }

        var (services, run) = own.Value;
        var (outerServices, outerEndpoint) = (context.RequestServices, context.GetEndpoint());
        await using var scope = services.CreateAsyncScope();
        context.RequestServices = new OwnThenHost(scope.ServiceProvider, outerServices);
        context.SetEndpoint(null);
        try
        {
            await run(context);
        }
        finally
        {
            context.RequestServices = outerServices;
            context.SetEndpoint(outerEndpoint);
        }
    }

    public void Dispose()
    {
        if (own.IsValueCreated)
            own.Value.Services.Dispose();
    }

    private static (ServiceProvider Services, RequestDelegate Run) Build(IServiceProvider host)
    {
        var services = new ServiceCollection();
        services.AddSingleton(host.GetRequiredService<ILoggerFactory>()).AddSingleton(host.GetRequiredService<IWebHostEnvironment>());
        services.AddSingleton(host.GetRequiredService<DiagnosticListener>()).AddSingleton<DiagnosticSource>(host.GetRequiredService<DiagnosticListener>());
        services.AddLogging();
        services.AddRazorPages(options => options.RootDirectory = "/Features")
            .AddMvcOptions(options => options.Filters.Add<StaleForm>())
            .ConfigureApplicationPartManager(TakeOwnPartsOnly);
        services.AddSingleton(host.GetRequiredService<IDataProtectionProvider>());
        services.Configure<AntiforgeryOptions>(options => Describe(options, host.GetRequiredService<PublicAddress>().IsSecure));

        var provider = services.BuildServiceProvider();
        var pipeline = new ApplicationBuilder(provider);
        pipeline.UseRouting();
        pipeline.UseEndpoints(endpoints => endpoints.MapRazorPages());
        return (provider, pipeline.Build());
    }

    /// <summary>The cookie that goes with the token of a form.</summary>
    private static void Describe(AntiforgeryOptions options, bool isSecure)
    {
        options.Cookie.Name = isSecure ? "__Host-mortise-form" : "mortise_form";
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        options.FormFieldName = "form_token";
        options.HeaderName = null;
        options.SuppressXFrameOptionsHeader = true;
    }

    /// <summary>The framework would look for pages in whatever program hosts this one, such as that of the tests.</summary>
    private static void TakeOwnPartsOnly(ApplicationPartManager manager)
    {
        var program = Assembly.GetExecutingAssembly();
        manager.ApplicationParts.Clear();
        foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(program).GetApplicationParts(program))
            manager.ApplicationParts.Add(part);
    }

    /// <summary>Asks the pages' services, then those of the host.</summary>
    private sealed class OwnThenHost(IServiceProvider first, IServiceProvider second) : IServiceProvider
    {
        public object? GetService(Type serviceType) => first.GetService(serviceType) ?? second.GetService(serviceType);
    }
}

/// <summary>How a feature says which of its addresses are pages.</summary>
internal static class SitePageRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>A Razor page that has this address as its <c>@page</c>; for everybody, signed in or not.</summary>
    public static RouteHandlerBuilder MapPage(this IEndpointRouteBuilder site, string path) =>
        site.MapMethods(path, Methods, static (HttpContext context, SitePages pages) => pages.AnswerAsync(context))
            .Takes(Credentials.Session | Credentials.Anonymous).Counts(RateGroup.Site);
}
