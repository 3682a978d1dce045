using Mosaic.Postgres.Migrations;
using Mosaic.Postgres.Resilience;
using Npgsql;

namespace Mosaic.Postgres.Sessions;

/// <summary>What a session is made of before it knows the store.</summary>
internal sealed record SessionParts(
    NpgsqlDataSource Source, SchemaName Schema, Sql Sql, PostgresErrors Errors, ResiliencePipelines Pipelines, ReadRunner Reads, Migrator Migrator)
{
    public static SessionParts Create(NpgsqlDataSource source, SchemaName schema, PostgresErrors errors, ResiliencePipelines pipelines)
    {
        var sql = new Sql(schema);
        return new SessionParts(source, schema, sql, errors, pipelines, new ReadRunner(source, pipelines, errors),
            new Migrator(source, schema, sql, Migration.All, Migrator.ProgramVersion));
    }

    public async ValueTask<StoreRow> ReadStoreAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql["store_read"], connection);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new StoreRow(reader.GetGuid(0), reader.GetInt64(1), reader.GetString(2));
    }
}
