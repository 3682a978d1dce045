namespace Mosaic.Sync.Tests.Support;

internal sealed class PostgresServerOptions
{
    /// <value>Off: a test needs it only for crashes and measurements. A killed server loses nothing either way, a machine does.</value>
    public bool Fsync { get; init; }

    /// <value>None. Settings of <c>postgresql.conf</c>, each as it stands there, over those that every test's server has.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
