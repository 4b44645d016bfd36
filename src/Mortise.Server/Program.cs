using Mortise.Server.Commands;

return await MortiseCommands.RunAsync(args);
