using System.Buffers.Binary;
using Mosaic.Backends;
using Mosaic.Postgres.Memory.Search;
using Mosaic.Postgres.Memory.Vectors;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Memory;

/// <summary>What every view of one store's memory shares.</summary>
internal sealed class MemoryContext(PostgresSession session, PostgresVectors? vectors)
{
    public PostgresSession Session => session;

    public MemoryDrafts Drafts { get; } = new(session.Options.Json);

    public MemorySearch Search { get; } = new(session, vectors);

    /// <summary>null: the options have no embedder.</summary>
    public PostgresVectors? Vectors => vectors;

    public MemoryStatements Statements { get; } = new(session.Sql);

    /// <summary>About the time: what is stored has the server's.</summary>
    public DateTimeOffset Now => session.Options.TimeProvider.GetUtcNow();

    public void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        session.ThrowIfClosed();
    }

    public void RequireUser(UserScope scope, string operation) => scope.RequireUser(session.Options.RequireUser, operation);

    /// <summary>One statement as a unit, which answers nothing.</summary>
    public async ValueTask WriteAsync(string operation, Func<NpgsqlBatchCommand> statement, CancellationToken cancellationToken) =>
        await RunAsync(
            new WriteUnit<bool>(operation)
            {
                AddStatements = batch => batch.BatchCommands.Add(statement()),
                Read = static _ => ValueTask.FromResult(true),
                Recall = static _ => true,
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>One statement as a unit, which answers some numbers and keeps them under the unit's key.</summary>
    public ValueTask<long[]> WriteAsync(string operation, int numbers, Func<Guid, NpgsqlBatchCommand> statement, CancellationToken cancellationToken)
    {
        WriteUnit<long[]>? unit = null;
        unit = new WriteUnit<long[]>(operation)
        {
            AddStatements = batch => batch.BatchCommands.Add(statement(unit!.Key)),
            Read = async reader =>
            {
                await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                return [.. Enumerable.Range(0, numbers).Select(reader.GetInt64)];
            },
            Recall = kept => [.. Enumerable.Range(0, numbers).Select(place => BinaryPrimitives.ReadInt64BigEndian(kept.AsSpan(place * sizeof(long))))],
        };
        return RunAsync(unit, cancellationToken);
    }

    /// <summary>As the other, for what answers yes or no.</summary>
    public async ValueTask<bool> WriteAsync(string operation, Func<Guid, NpgsqlBatchCommand> statement, CancellationToken cancellationToken) =>
        (await WriteAsync(operation, 1, statement, cancellationToken).ConfigureAwait(false))[0] != 0;

    /// <summary>The rows of a query.</summary>
    public ValueTask<List<T>> ReadAsync<T>(string operation, Func<NpgsqlCommand> query, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken) =>
        session.Reads.RunAsync(
            operation,
            async (connection, token) =>
            {
                var command = query();
                await using var _ = command.ConfigureAwait(false);
                command.Connection = connection;
                return await ReadAsync(command, row, token).ConfigureAwait(false);
            },
            cancellationToken);

    public static async ValueTask<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private async ValueTask<T> RunAsync<T>(WriteUnit<T> unit, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false);
        }
        catch (MosaicException error) when (error.InnerException is PostgresException refused && MemoryRefusals.Of(refused) is { } said)
        {
            throw said;
        }
    }
}
