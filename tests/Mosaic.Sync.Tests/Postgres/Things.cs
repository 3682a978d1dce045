using System.Text;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Mosaic.Sync.Tests.Support;
using Npgsql;

namespace Mosaic.Sync.Tests.Postgres;

/// <summary>A table that takes the same row twice, and units that write it: what is applied twice shows.</summary>
internal static class Things
{
    public static PostgresOptions Options() => new() { RetryTimeout = TimeSpan.FromSeconds(20), PoolSizeMax = 10 };

    public static async Task<PostgresSession> OpenAsync(PostgresDatabase database, Func<PostgresOptions>? options = null, int? port = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        connection.Port = port ?? connection.Port;
        var session = await PostgresSession.OpenAsync(connection.ConnectionString, (options ?? Options)(), CancellationToken.None);
        await database.ScalarAsync("create table if not exists mosaic.things (name text not null)");
        return session;
    }

    /// <summary>Answers the name in capitals, which only the server makes, and keeps it.</summary>
    public static WriteUnit<string> Add(string name, bool serializable = false)
    {
        WriteUnit<string> unit = null!;
        unit = new WriteUnit<string>("add a thing")
        {
            Serializable = serializable,
            AddStatements = batch =>
            {
                batch.BatchCommands.Add(Command("insert into mosaic.things (name) values ($1) returning upper(name)", name));
                batch.BatchCommands.Add(Command("select mosaic.keep_result($1, convert_to(upper($2), 'UTF8'))", unit.Key, name));
            },
            Read = async reader => await reader.ReadAsync() ? reader.GetString(0) : throw new InvalidOperationException("No row."),
            Recall = static kept => Encoding.UTF8.GetString(kept!),
        };
        return unit;
    }

    public static Task<object?> CountAsync(PostgresDatabase database, string name) =>
        database.ScalarAsync($"select count(*) from mosaic.things where name = '{name}'");

    public static async ValueTask<int> OneAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    /// <summary>Asks until it is so; fails after half a minute.</summary>
    public static async Task UntilAsync(PostgresDatabase database, string condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand($"select {condition}", connection);
        while (await command.ExecuteScalarAsync(deadline.Token) is not true)
        {
        }
    }
}
