using HelloPanel;

var builder = WebApplication.CreateSlimBuilder(args);
var settings = builder.Configuration.GetSection("HelloPanel").Get<HelloPanelSettings>() ?? new HelloPanelSettings();
builder.WebHost.UseUrls(settings.Url);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
builder.Services.AddSingleton(settings).AddSingleton(TimeProvider.System).AddSingleton<Installations>().AddSingleton<HostTokens>();
builder.Services.AddHttpClient<HostApi>();

var app = builder.Build();
app.MapGet("/", () => Results.Redirect(Descriptor.Path));
app.MapGet(Descriptor.Path, Descriptor.Write);
app.MapPost("/installed", Lifecycle.InstalledAsync);
app.MapPost("/uninstalled", Lifecycle.UninstalledAsync);
app.MapGet("/panel", Pages.Panel);
app.MapGet("/page", Pages.Page);
app.MapGet("/dialog", Pages.Dialog);
app.MapGet("/text", Pages.Text);
app.MapGet("/greet", Pages.Greet);
app.MapGet("/hello.js", Pages.Script);
app.MapGet("/issues/{key}", Pages.Issue);

try
{
    await app.RunAsync();
    return 0;
}
catch (IOException taken)
{
    await Console.Error.WriteLineAsync($"HelloPanel: {taken.Message} Set HelloPanel__Url to another address.");
    return 1;
}
