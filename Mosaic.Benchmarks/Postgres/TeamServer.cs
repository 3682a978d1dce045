using Mosaic.Sync.Tests.Support;
using Npgsql;

namespace Mosaic.Benchmarks.Postgres;

/// <summary>A server for both sides of a comparison, as durable as a server is by default.</summary>
internal sealed class TeamServer : IAsyncDisposable
{
    public const string Durability = "one PostgreSQL server for both sides: fsync = on, full_page_writes = on, synchronous_commit = on, shared_buffers = 512MB, max_wal_size = 4GB";

    private readonly PostgresInstallation _installation;
    private readonly PostgresServer _server;
    private int _databases;

    private TeamServer(PostgresInstallation installation, PostgresServer server) => (_installation, _server) = (installation, server);

    public static async Task<TeamServer> StartAsync()
    {
        var installation = PostgresInstallation.FindPrivate() ?? PostgresInstallation.FindInstalled()
            ?? throw new InvalidOperationException("There is no PostgreSQL; tests/postgres/install.sh installs it.");
        return new TeamServer(installation, await PostgresServer.StartAsync(installation, new PostgresServerOptions
        {
            Fsync = true,
            Settings = new Dictionary<string, string> { ["shared_buffers"] = "'512MB'", ["max_wal_size"] = "'4GB'" },
        }));
    }

    /// <returns>A connection string for a fresh database.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"bench_{++_databases}";
        await ExecuteAsync(_server.ConnectionString, $"create database {name}");
        return new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name }.ConnectionString;
    }

    public Task DropAsync(string database) =>
        ExecuteAsync(_server.ConnectionString, $"drop database {new NpgsqlConnectionStringBuilder(database).Database} with (force)");

    /// <summary>Writes a file that the server's programs can read.</summary>
    /// <returns>Its path as they see it.</returns>
    public async Task<string> WriteFileAsync(string name, Action<Stream> write)
    {
        var path = Path.Combine(_server.Folder, name);
        await using (var file = File.Create(path))
        {
            write(file);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        return _installation.Root is { } root ? path[root.Length..] : path;
    }

    public Task PsqlAsync(string database, string command)
    {
        var target = new NpgsqlConnectionStringBuilder(database);
        return _installation.RunToolAsync(
            "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-h", target.Host!, "-p", $"{target.Port}", "-U", target.Username!, "-d", target.Database!, "-c", command);
    }

    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
