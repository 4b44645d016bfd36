using Mortise.Server;
using Mortise.Server.Platform;

var app = MortiseHost.Build(WebApplication.CreateSlimBuilder(args));
await using var server = await RunningServer.StartAsync(app, CancellationToken.None);
app.Services.GetRequiredService<Readiness>().Started();
await app.WaitForShutdownAsync();
