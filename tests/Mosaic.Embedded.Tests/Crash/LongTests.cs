namespace Mosaic.Embedded.Tests.Crash;

/// <summary>Whether the long forms run: MOSAIC_LONG_TESTS=1. MOSAIC_SEED repeats a run.</summary>
internal static class LongTests
{
    public static bool Wanted { get; } = Environment.GetEnvironmentVariable("MOSAIC_LONG_TESTS") == "1";

    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("MOSAIC_SEED"), out var seed)
        ? seed
        : Random.Shared.Next(1_000_000);
}
