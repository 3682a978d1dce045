namespace Mosaic.Postgres.Sessions;

internal static class ServerVersion
{
    /// <summary>The oldest that its makers still mend, and that is tested.</summary>
    public static Version Minimum { get; } = new(15, 0);

    /// <exception cref="MosaicException">It is older.</exception>
    public static void Require(Version version, string target)
    {
        if (version < Minimum)
        {
            throw new MosaicException($"open: the server is PostgreSQL {version}, and {Minimum.Major} is the oldest that serves ({target}).")
            {
                Operation = "open",
                Target = target,
                Hint = $"Upgrade the server to PostgreSQL {Minimum.Major} or newer, or connect to another.",
            };
        }
    }
}
