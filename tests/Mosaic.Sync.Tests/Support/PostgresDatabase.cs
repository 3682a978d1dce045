using Npgsql;

namespace Mosaic.Sync.Tests.Support;

/// <summary>A fresh database for one class of tests, dropped when it is disposed; on a server where the user may not create
/// databases, a fresh schema in the user's own.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string creator;
    private readonly string drop;
    private int dropped;

    private PostgresDatabase(string creator, string connectionString, string schema, string drop)
    {
        this.creator = creator;
        ConnectionString = connectionString;
        Schema = schema;
        this.drop = drop;
    }

    public string ConnectionString { get; }

    /// <summary>A schema that is the class's own, named first in the search path of <see cref="ConnectionString"/>.</summary>
    public string Schema { get; }

    public static async Task<PostgresDatabase> CreateAsync(IPostgresServer server)
    {
        var name = $"mosaic_test_{Guid.NewGuid().ToString("N")[..16]}";
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        var drop = $"DROP DATABASE IF EXISTS {name} WITH (FORCE)";
        try
        {
            await ExecuteAsync(server.ConnectionString, $"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
            connection.Database = name;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            drop = $"DROP SCHEMA IF EXISTS {name} CASCADE";
        }

        connection.SearchPath = $"{name},public";
        await ExecuteAsync(connection.ConnectionString, $"CREATE SCHEMA {name}");
        return new PostgresDatabase(server.ConnectionString, connection.ConnectionString, name, drop);
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The first value of the first row.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref dropped, 1) == 0)
        {
            using (var pool = new NpgsqlConnection(ConnectionString))
            {
                NpgsqlConnection.ClearPool(pool);
            }

            await ExecuteAsync(creator, drop);
        }
    }

    /// <summary>On a connection of its own, so that no pool keeps one to what is dropped.</summary>
    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
