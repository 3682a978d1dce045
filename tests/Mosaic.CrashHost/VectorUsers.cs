namespace Mosaic.CrashHost;

/// <summary>Whom <c>VectorHost</c> stores turns of.</summary>
internal static class VectorUsers
{
    public const int TurnsPerCall = 25;
    public const int CallsPerUser = 40;

    public static string Name(int writer, long number) => FormattableString.Invariant($"u{writer}-{number}");
}
