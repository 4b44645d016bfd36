using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Mortise.Bench;

/// <summary>Bulk updates of linker values from end to end, beside the same written by an ORM.</summary>
internal static class ValueBench
{
    public const string ValuesPath = "/2.0/addon/linkers/issues/values";

    private const int Many = 100_000;
    private const int Few = 100;
    private const int Rounds = 5;

    public static async Task RunAsync(string mortise)
    {
        using var data = await BenchData.CreateAsync();
        using var ours = await ServerProcess.StartAsync(mortise, "/readyz", data.ServeArguments);
        using var orm = await ServerProcess.StartAsync(Environment.ProcessPath!, "/healthz", port => ["--orm", $"{port}", Path.Combine(data.Directory, "orm.db")]);
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        var (first, changed) = (Body(0), Body(Few));
        var rounds = new List<(double Orm, double Ours, double Change)>();
        for (var round = -1; round < Rounds; round++)
        {
            await SendAsync(client, orm, HttpMethod.Delete, null);
            await SendAsync(client, ours, HttpMethod.Delete, null);
            var taken = (await SendAsync(client, orm, HttpMethod.Put, first), await SendAsync(client, ours, HttpMethod.Put, first), await SendAsync(client, ours, HttpMethod.Put, changed));
            if (round >= 0)
                rounds.Add(taken);
        }

        Report.Ratio("Bulk PUT of 100,000 linker values: time, ORM ÷ ours", rounds.Select(taken => taken.Orm / taken.Ours), 10, 25);
        Report.Ratio("Bulk PUT that changes 100 of 100,000: time, ÷ the first PUT", rounds.Select(taken => taken.Change / taken.Ours), 0.3, 0.1, lessIsBetter: true);
        Report.Rate("Bulk PUT of 100,000 linker values", rounds.Select(taken => taken.Ours * 1000), "ms, on this machine");
    }

    /// <summary>A hundred thousand values, all but the first <paramref name="others"/> the same.</summary>
    private static string Body(int others)
    {
        var json = new StringBuilder("[", Many * 12);
        for (var at = 0; at < Many; at++)
            json.Append(at == 0 ? "\"" : ",\"").Append(at < others ? "NEW" : "KEY").Append(at).Append('"');

        return json.Append(']').ToString();
    }

    /// <summary>Seconds until the answer.</summary>
    private static async Task<double> SendAsync(HttpClient client, ServerProcess server, HttpMethod method, string? body)
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{server.Port}{ValuesPath}");
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(PropertyBench.Token(method.Method, ValuesPath));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        var begun = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
