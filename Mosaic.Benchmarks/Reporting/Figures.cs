namespace Mosaic.Benchmarks.Reporting;

/// <summary>How figures are summed up and printed.</summary>
internal static class Figures
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <param name="sorted">In ascending order.</param>
    /// <param name="share">0 to 1.</param>
    public static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1 is var at and >= 0 ? at : 0)];

    /// <summary>The median of the ratios within each repetition: what slows a whole repetition cancels out.</summary>
    public static double MedianRatio(IEnumerable<double> numerators, IEnumerable<double> denominators) =>
        numerators.Zip(denominators, static (numerator, denominator) => numerator / denominator).Median();

    public static string Number(double value) => value switch
    {
        >= 100 => value.ToString("N0"),
        >= 10 => value.ToString("N1"),
        _ => value.ToString("N2"),
    };

    public static string Range(IReadOnlyCollection<double> values) => $"{Number(values.Min())}–{Number(values.Max())}";

    public static string Ratio(double value) => Number(value) + "x";

    public static string Mebibytes(double bytes) => Number(bytes / (1 << 20)) + " MiB";

    public static string Milliseconds(double value) => Number(value) + " ms";
}
