using System.Collections.Concurrent;
using System.Text;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>What this instance knows of collections. A ready index stays, so that a search by what was known serves; a writer that does not know the
/// newest declarations is told so.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Collections(PostgresSession session)
{
    /// <summary>So old, what is known still serves a search: an index that another process declared since would only have made it faster.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (CollectionState State, long At)> _known = new(StringComparer.Ordinal);

    public CollectionState Known(string name) => _known.TryGetValue(name, out var known) ? known.State : CollectionState.Unknown;

    public void Forget(string name) => _known.TryRemove(name, out _);

    /// <summary>For a search: as it is known, or is now.</summary>
    public async ValueTask<CollectionState> FindAsync(string name, CancellationToken cancellationToken) =>
        _known.TryGetValue(name, out var known) && Environment.TickCount64 - known.At < Fresh.TotalMilliseconds
            ? known.State
            : await ReadAsync(name, cancellationToken).ConfigureAwait(false);

    public ValueTask<CollectionState> ReadAsync(string name, CancellationToken cancellationToken) =>
        session.Reads.RunAsync("read a collection", (connection, cancellationToken) => ReadAsync(connection, name, cancellationToken), cancellationToken);

    public async ValueTask<CollectionState> ReadAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        var command = connection.Command(session.Sql["document_collection"], Parameters.Of(name));
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var state = await TakeAsync(reader, cancellationToken).ConfigureAwait(false);
        if (state.Id != 0)
        {
            _known[name] = (state, Environment.TickCount64);
        }

        return state;
    }

    /// <summary>Reads the rows of <c>document_collection</c>, and remembers nothing: within a unit that may be rolled back, they are perhaps not so.</summary>
    public static async ValueTask<CollectionState> TakeAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var state = CollectionState.Unknown;
        var indexes = new List<DeclaredIndex>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            state = Read(reader, indexes);
        }

        return state;
    }

    private static CollectionState Read(NpgsqlDataReader reader, List<DeclaredIndex> indexes)
    {
        if (!reader.IsDBNull(4))
        {
            indexes.Add(new DeclaredIndex(reader.GetInt64(4), new DocumentIndex(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(5)), reader.GetBoolean(6)), reader.GetBoolean(7)));
        }

        return new CollectionState(reader.GetInt64(0), reader.GetInt64(1), Array.ConvertAll(reader.GetFieldValue<byte[][]>(2), Encoding.UTF8.GetString), reader.GetBoolean(3), indexes);
    }
}
