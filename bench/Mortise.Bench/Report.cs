using System.Globalization;

namespace Mortise.Bench;

/// <summary>Prints ratios beside their budgets; it judges nothing by absolute time and fails nothing.</summary>
internal static class Report
{
    /// <summary>A rate of this machine on this day, for whoever compares two runs.</summary>
    public static void PerSecond(string what, IEnumerable<double> rates)
    {
        var sorted = rates.Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-66} {sorted[sorted.Length / 2],8:0}  ({sorted[0]:0} to {sorted[^1]:0})  a second, on this machine"));
    }

    /// <param name="what">The hot path.</param>
    /// <param name="ratios">One a round, both sides measured in turn.</param>
    /// <param name="must">The floor, or the ceiling when <paramref name="lessIsBetter"/>; null: none set.</param>
    /// <param name="goal">Where it should go.</param>
    public static void Ratio(string what, IEnumerable<double> ratios, double? must, double? goal, bool lessIsBetter = false)
    {
        var sorted = ratios.Order().ToArray();
        var median = sorted[sorted.Length / 2];
        var isShort = must is { } floor && (lessIsBetter ? median > floor : median < floor);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-66} {median,8:0.00}  ({sorted[0]:0.00} to {sorted[^1]:0.00})  must {(lessIsBetter ? "≤" : "≥")} {must:0.00}  goal {goal:0.00}{(isShort ? "  SHORT" : "")}"));
    }

    /// <summary>A figure of this machine, for those who ask how much; it is compared with nothing.</summary>
    public static void Rate(string what, IEnumerable<double> rates, string unit)
    {
        var sorted = rates.Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-66} {sorted[sorted.Length / 2],8:0}  ({sorted[0]:0} to {sorted[^1]:0})  {unit}"));
    }
}
