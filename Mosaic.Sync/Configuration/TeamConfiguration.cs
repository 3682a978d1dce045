using System.Diagnostics;
using System.Text.Json.Serialization;
using Mosaic.Configuration;

namespace Mosaic;

/// <summary>The section <c>team</c>: a store on a database server.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TeamConfiguration
{
    /// <summary>How the server is reached, <c>Host=…;Database=…;Username=…;Password=…</c>. Never printed or logged.</summary>
    /// <value>null: <see cref="ConnectionStringVariable"/> names where it is.</value>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    [JsonIgnore]
    public string? ConnectionString { get; set; }

    /// <summary>The environment variable that holds the connection string, so that no file does. It is read when the configuration is checked and when the store is opened.</summary>
    /// <value>null: <see cref="ConnectionString"/> is it.</value>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    [JsonIgnore]
    public string? ConnectionStringVariable { get; set; }

    /// <summary>The application's schema in the database; several applications share a database by each having its own. Small letters, digits and underscores, at most 63, a digit not first.</summary>
    /// <value><c>mosaic</c>.</value>
    public string Schema { get; set; } = "mosaic";

    /// <summary>How many connections are open at most, 1 to 1,024.</summary>
    /// <value>null: what the connection string says, or else the adapter's default.</value>
    public int? PoolSizeMax { get; set; }

    /// <summary>How long connecting may take, written <c>hh:mm:ss</c>: 1 s to 1 h.</summary>
    /// <value>null: what the connection string says, or else the adapter's default.</value>
    public TimeSpan? ConnectTimeout { get; set; }

    /// <summary>How long one command may take, written <c>hh:mm:ss</c>: 1 s to 1 h.</summary>
    /// <value>null: what the connection string says, or else the adapter's default.</value>
    public TimeSpan? CommandTimeout { get; set; }

    /// <summary>How long a call that finds the server unreachable goes on trying, opening included, written <c>hh:mm:ss</c>: 0 to 1 h.</summary>
    /// <value>null: the adapter's default, 30 s for <c>postgres</c>.</value>
    public TimeSpan? RetryTimeout { get; set; }

    /// <summary>Makes the schema, and brings an older one up to date, when the store is opened; false for a role that may only work.</summary>
    /// <value>null: the adapter's default, true for <c>postgres</c>.</value>
    public bool? Migrate { get; set; }

    /// <summary>The connection string, from where it stands. For adapters.</summary>
    /// <returns>null: neither field is set, or the variable is not.</returns>
    public string? GetConnectionString()
    {
        var text = ConnectionString ?? (string.IsNullOrEmpty(ConnectionStringVariable) ? null : Environment.GetEnvironmentVariable(ConnectionStringVariable));
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>The schema, and whether there is a connection string; not the string.</summary>
    public override string ToString() =>
        $"schema {SecretText.Shown(Schema)}, connection string {((ConnectionString ?? ConnectionStringVariable) is null ? "missing" : "set")}";
}
