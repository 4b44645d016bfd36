using System.Reflection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>Puts the pages in place: Razor pages below <c>Features</c>, each POST with a token of its form.</summary>
internal static class SitePages
{
    private static readonly RoutePolicy Policy = RoutePolicy.Silent with { Takes = Credentials.Session | Credentials.Anonymous };

    public static IServiceCollection AddSitePages(this IServiceCollection services)
    {
        services.AddRazorPages(options => options.RootDirectory = "/Features")
            .AddMvcOptions(options => options.Filters.Add<StaleForm>())
            .ConfigureApplicationPartManager(TakeOwnPartsOnly);
        services.AddSingleton<IConfigureOptions<AntiforgeryOptions>>(provider => new ConfigureOptions<AntiforgeryOptions>(options =>
        {
            var isSecure = provider.GetRequiredService<PublicAddress>().IsSecure;
            options.Cookie.Name = isSecure ? "__Host-mortise-form" : "mortise_form";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            options.FormFieldName = "form_token";
            options.HeaderName = null;
            options.SuppressXFrameOptionsHeader = true;
        }));
        return services;
    }

    public static void MapSitePages(this WebApplication app)
    {
        app.MapAssets();
        app.MapRazorPages().Add(endpoint => endpoint.Metadata.Add(Policy));
    }

    /// <summary>The framework would look for pages in whatever program hosts this one, such as that of the tests.</summary>
    private static void TakeOwnPartsOnly(ApplicationPartManager manager)
    {
        var own = Assembly.GetExecutingAssembly();
        manager.ApplicationParts.Clear();
        foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(own).GetApplicationParts(own))
            manager.ApplicationParts.Add(part);
    }

    /// <summary>What a form without its token is told: it was kept for long, or another site made it.</summary>
    private sealed class StaleForm : IAlwaysRunResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
            if (context.Result is not IAntiforgeryValidationFailedResult)
                return;

            PageHeaders.Set(context.HttpContext.Response);
            context.Result = new ProblemText(
                "This form is out of date", "It was opened a while ago, or its cookie is gone.", "Go back, load the page again and send it once more.").ToPage(400);
        }

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }
}
