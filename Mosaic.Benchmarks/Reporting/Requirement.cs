namespace Mosaic.Benchmarks.Reporting;

/// <summary>What a figure must be, or is to reach for, printed beside it.</summary>
internal static class Requirement
{
    public static string AtLeast(double value, double bound, string unit = "x") => Print($">= {bound}{unit}", value >= bound, "unmet");

    public static string AtMost(double value, double bound, string unit = "x") => Print($"<= {bound}{unit}", value <= bound, "unmet");

    public static string Below(double value, double bound, string unit) => Print($"< {bound}{unit}", value < bound, "unmet");

    public static string Reach(double value, double bound, string unit = "x") => Print($"reach {bound}{unit}", value >= bound, "not reached");

    private static string Print(string rule, bool met, string otherwise) => $"{rule}: {(met ? "met" : otherwise)}";
}
