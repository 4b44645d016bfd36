using Microsoft.Extensions.Logging;
using Xunit;

namespace Mortise.Testing;

/// <summary>Writes the faults that a server logs into the output of the test that started it, where a failed test shows them.</summary>
internal sealed class FaultLog : ILoggerProvider, ILogger
{
    private readonly ITestOutputHelper? output = TestContext.Current.TestOutputHelper;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        try
        {
            output?.WriteLine($"{logLevel}: {formatter(state, exception)}\n{exception}");
        }
        catch (InvalidOperationException)
        {
            // The test has ended, and nobody reads it any more.
        }
    }

    public void Dispose()
    {
    }
}
