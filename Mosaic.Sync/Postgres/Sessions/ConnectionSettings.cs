using Npgsql;

namespace Mosaic.Postgres.Sessions;

/// <summary>The connection string as the store uses it: what the user set stays, except what the options say.</summary>
internal sealed class ConnectionSettings
{
    private readonly NpgsqlConnectionStringBuilder _builder;

    /// <exception cref="MosaicException">It is no connection string. The message does not repeat it.</exception>
    public ConnectionSettings(string connectionString, PostgresOptions options)
    {
        try
        {
            _builder = new NpgsqlConnectionStringBuilder(connectionString);
            _builder.ApplicationName ??= "mosaic";
            _builder.KeepAlive = _builder.KeepAlive == 0 ? 30 : _builder.KeepAlive;
            _builder.TcpKeepAlive = true;
            _builder.Timeout = Seconds(options.ConnectTimeout);
            _builder.CommandTimeout = Seconds(options.CommandTimeout);
            _builder.MaxPoolSize = options.PoolSizeMax;
            _builder.MinPoolSize = Math.Min(_builder.MinPoolSize, options.PoolSizeMax);
            _builder.Multiplexing = false;
            _builder.Enlist = false;

            // No statement leaves anything behind in its session, so there is nothing to reset.
            _builder.NoResetOnClose = true;
            _builder.PersistSecurityInfo = false;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException or KeyNotFoundException)
        {
            // No inner exception: it may repeat a value, and any value of a string that does not parse may be the password.
            throw new MosaicException("open: the connection string is not one for PostgreSQL.")
            {
                Operation = "open",
                Hint = "Write it as \"Host=…;Port=5432;Database=…;Username=…;Password=…\".",
            };
        }

        if (string.IsNullOrEmpty(_builder.Host))
        {
            throw new MosaicException("open: the connection string names no host.") { Operation = "open", Hint = "Add Host=…" };
        }

        Target = $"{_builder.Host}:{_builder.Port}/{_builder.Database ?? _builder.Username}, schema {options.Schema}";
    }

    /// <summary>Server, database and schema, as messages name them.</summary>
    public string Target { get; }

    /// <summary>One connection and no more, not of the pool.</summary>
    public NpgsqlConnection CreateConnection() => new(new NpgsqlConnectionStringBuilder(_builder.ConnectionString) { Pooling = false }.ConnectionString);

    public NpgsqlDataSource CreateSource(bool behindTransactionPooler)
    {
        var pooled = new NpgsqlConnectionStringBuilder(_builder.ConnectionString);
        pooled.MaxAutoPrepare = behindTransactionPooler ? 0 : Math.Max(pooled.MaxAutoPrepare, 256);
        pooled.AutoPrepareMinUsages = 2;
        return NpgsqlDataSource.Create(pooled.ConnectionString);
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
