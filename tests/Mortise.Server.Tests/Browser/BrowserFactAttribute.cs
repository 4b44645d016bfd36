using System.Runtime.CompilerServices;

namespace Mortise.Server.Tests.Browser;

/// <summary>A test that needs a browser; where there is none it is skipped by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        Skip = Chromium.Missing;
}
