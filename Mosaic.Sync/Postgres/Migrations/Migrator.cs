using System.Reflection;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Migrations;

/// <summary>Brings a schema to what the program needs.</summary>
/// <remarks>Each migration is a transaction of its own that begins with the schema's migration lock and reads again what is applied:
/// of programs that open at once one migrates and the others wait, and no session lock is needed, which a pooler would lose.</remarks>
internal sealed class Migrator(NpgsqlDataSource source, SchemaName schema, Sql sql, IReadOnlyList<Migration> migrations, string version)
{
    /// <summary>As the rows of <c>migrations</c> name this program.</summary>
    public static string ProgramVersion { get; } =
        $"Mosaic.Sync {typeof(Migrator).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    /// <returns>How many migrations this call applied.</returns>
    /// <exception cref="MosaicException">The schema is newer than the program or of another one, or it is behind and the program may not change it.</exception>
    public async Task<int> RunAsync(bool mayMigrate, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        // A role that may not create anything needs no more than this where all is done.
        var plan = await ReadPlanAsync(connection, cancellationToken).ConfigureAwait(false);
        if (plan.Missing.Count > 0 && !mayMigrate)
        {
            throw new MosaicException($"The schema {schema.Name} lacks {plan.Missing.Count} of the {migrations.Count} migrations of {version}, and PostgresOptions.Migrate is off.")
            {
                Operation = "open",
                Target = schema.Name,
                Hint = "Open it once as the schema's owner with Migrate on, then run roles.sql (PostgresMosaic.RolesScript).",
            };
        }

        // Units of older programs end before a migration that is not compatible, and none begin after it.
        var isOpenElsewhere = plan.Missing.Count < migrations.Count;
        var applied = 0;
        while (plan.Missing.Count > 0)
        {
            applied += await ApplyNextAsync(connection, isOpenElsewhere, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            plan = await ReadPlanAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        return applied;
    }

    /// <summary>What is missing and what is ahead, without changing anything.</summary>
    public async Task<MigrationPlan> ReadPlanAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        MigrationPlan.Create(migrations, await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false), schema.Name, version);

    /// <returns>false: another program was quicker.</returns>
    private async Task<bool> ApplyNextAsync(NpgsqlConnection connection, bool isOpenElsewhere, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await ExecuteAsync(connection, sql["transaction_lock"], cancellationToken, schema.MigrationLock).ConfigureAwait(false);

        var plan = await ReadPlanAsync(connection, cancellationToken).ConfigureAwait(false);
        if (plan.Missing.Count == 0)
        {
            return false;
        }

        await CreateSchemaAsync(connection, cancellationToken).ConfigureAwait(false);
        var next = plan.Missing[0];
        if (isOpenElsewhere && !next.Compatible)
        {
            await ExecuteAsync(connection, sql["transaction_lock"], cancellationToken, schema.Fence).ConfigureAwait(false);
            await ExecuteAsync(connection, sql["epoch_raise"], cancellationToken).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, schema.Apply(next.Text), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, sql["migrations_add"], cancellationToken, next.Number, next.Name, next.Sha256, next.Compatible, version).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task CreateSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
        if (await ExecuteAsync(connection, sql["schema_exists"], cancellationToken, schema.Name).ConfigureAwait(false) is not true)
        {
            await ExecuteAsync(connection, sql["schema_create"], cancellationToken).ConfigureAwait(false);
        }

        if (await ExecuteAsync(connection, sql["migrations_exist"], cancellationToken, schema.Name).ConfigureAwait(false) is not true)
        {
            await ExecuteAsync(connection, sql["migrations_create"], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<AppliedMigration>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(connection, sql["migrations_exist"], cancellationToken, schema.Name).ConfigureAwait(false) is not true)
        {
            return [];
        }

        var command = new NpgsqlCommand(sql["migrations_read"], connection);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var sha256 = await reader.GetFieldValueAsync<byte[]>(2, cancellationToken).ConfigureAwait(false);
            applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), sha256, reader.GetBoolean(3), reader.GetString(4)));
        }

        return applied;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken, params object[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        await using var _ = command.ConfigureAwait(false);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
