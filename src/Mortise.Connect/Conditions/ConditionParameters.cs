using System.Text.Json;

namespace Mortise.Connect.Conditions;

/// <summary>The values in <c>params</c>.</summary>
internal static class ConditionParameters
{
    /// <summary>True of <c>{"eval": "…"}</c>, which stands for what the expression leads to.</summary>
    public static bool IsEval(JsonElement json, out string expression)
    {
        expression = "";
        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() != 1 || !json.TryGetProperty("eval", out var eval) || eval.ValueKind != JsonValueKind.String)
            return false;

        expression = eval.GetString()!;
        return true;
    }
}
