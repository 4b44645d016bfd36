using System.Diagnostics.CodeAnalysis;

namespace Mortise.Server.Platform.Http;

/// <summary>Parameters of a query that are true or false.</summary>
internal static class QueryFlag
{
    /// <summary>False when absent; <c>true</c>, <c>1</c> and no value at all mean true. Anything else is a 400 that names the parameter.</summary>
    public static bool TryRead(HttpContext context, string name, out bool flag, [NotNullWhen(false)] out ApiError? problem)
    {
        (flag, problem) = (false, null);
        if (!context.Request.Query.TryGetValue(name, out var values))
            return true;

        var text = values.ToString();
        flag = text is "" or "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (!flag && text is not "0" && !text.Equals("false", StringComparison.OrdinalIgnoreCase))
            problem = ApiError.InvalidField(name, $"This parameter is true or false; the request says '{text}'.");

        return problem is null;
    }
}
