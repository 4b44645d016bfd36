using Mortise.Bench;

// The yardstick servers are this program again, in a process of their own.
if (args is ["--bare", var port])
{
    await BareServers.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetBytes(PropertyBench.Value));
    return;
}

if (args is ["--orm", var ormPort, var file])
{
    await OrmServer.RunAsync(int.Parse(ormPort, System.Globalization.CultureInfo.InvariantCulture), file);
    return;
}

if (args is ["--cgi", var cgiPort, var root])
{
    await CgiServer.RunAsync(int.Parse(cgiPort, System.Globalization.CultureInfo.InvariantCulture), root);
    return;
}

var mortise = Environment.GetEnvironmentVariable("MORTISE_BENCH_SERVER") ?? Path.Combine(AppContext.BaseDirectory, "mortise");
Console.WriteLine($"{Environment.ProcessorCount} processors; every line is a ratio of two things measured in turn in this run: median (least to greatest)");
var wanted = args.Length == 0 ? ["jwt", "linkers", "get", "put", "values", "token", "requests", "commits", "clone", "start"] : args;
if (wanted.Contains("jwt"))
    JwtBench.Run();

if (wanted.Contains("linkers"))
    LinkerBench.Run();

if (wanted.Contains("get") || wanted.Contains("put"))
    await PropertyBench.RunAsync(mortise, wanted);

if (wanted.Contains("values"))
    await ValueBench.RunAsync(mortise);

if (wanted.Contains("token"))
    await TokenBench.RunAsync(mortise);

if (wanted.Contains("requests"))
    await PullRequestBench.RunAsync(mortise);

if (wanted.Contains("commits"))
    await CommitBench.RunAsync();

if (wanted.Contains("clone"))
    await CloneBench.RunAsync(mortise);

if (wanted.Contains("start"))
    await StartBench.RunAsync(mortise);
