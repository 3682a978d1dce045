using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Refuses a second document with the same value of a unique index. What is looked up here may be outdated by the time it is written; the
/// primary key of the table decides then.</summary>
internal sealed class UniqueValues(PostgresSession session, string collection, CollectionState state)
{
    private readonly Dictionary<(long Index, string Identity), string> _owners = [];

    private readonly List<DeclaredIndex> _indexes = [.. state.Indexes.Where(static declared => declared.Index.Unique)];

    public bool IsNeeded => _indexes.Count > 0;

    /// <summary>Looks up who has the values of documents.</summary>
    /// <param name="connection">With the unit's transaction open.</param>
    /// <param name="documents">The documents as they are to be, and their rows as they are.</param>
    /// <param name="rows">Takes up what expired documents still hold of them.</param>
    public async ValueTask LoadAsync(NpgsqlConnection connection, IEnumerable<(ReadOnlyMemory<byte> Json, StoredDocument? Row)> documents, IndexRows rows)
    {
        var (indexes, identities) = (new List<long>(), new List<byte[]>());
        foreach (var (json, row) in documents)
        {
            foreach (var declared in _indexes)
            {
                var (own, values) = (IndexRows.Holds(declared, row) ? declared.Index.ValuesOf(row!.Value.Json.Span) : [], declared.Index.ValuesOf(json.Span));
                if (IndexRows.AreSame(own, values))
                {
                    continue;
                }

                var held = Identities(own);
                foreach (var identity in Identities(values))
                {
                    if (!held.Contains(identity))
                    {
                        indexes.Add(declared.Id);
                        identities.Add(identity);
                    }
                }
            }
        }

        if (indexes.Count == 0)
        {
            return;
        }

        var command = connection.Command(
            session.Sql["document_values_owners"], Parameters.Of(state.Id), Parameters.Of(indexes.ToArray()), Parameters.Of(identities.ToArray()));
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            var (index, identity, owner) = (reader.GetInt64(0), DocumentRows.ReadBytes(reader, 1), reader.GetString(2));
            if (reader.GetBoolean(3))
            {
                rows.Free(index, identity, owner);
            }
            else
            {
                _owners[(index, Convert.ToHexString(identity))] = owner;
            }
        }
    }

    /// <summary>Takes up a change of a document.</summary>
    /// <param name="id">The document.</param>
    /// <param name="before">Its bytes before; null: it was absent.</param>
    /// <param name="after">Its bytes after; null: it is deleted.</param>
    /// <exception cref="DuplicateKeyException">Another document has a value.</exception>
    public void Change(string id, ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte>? after)
    {
        foreach (var declared in _indexes)
        {
            foreach (var value in before is { } was ? declared.Index.ValuesOf(was.Span) : [])
            {
                if (Key(declared, value) is { } key && _owners.GetValueOrDefault(key) == id)
                {
                    _owners.Remove(key);
                }
            }

            foreach (var value in after is { } becomes ? declared.Index.ValuesOf(becomes.Span) : [])
            {
                if (Key(declared, value) is { } key && !_owners.TryAdd(key, id) && _owners[key] != id)
                {
                    throw declared.Index.Taken(collection, id, _owners[key], after!.Value.Span, value);
                }
            }
        }
    }

    private static HashSet<byte[]> Identities(IReadOnlyList<IndexedValue> values) =>
        ByteSet.Of(values.Where(static value => value.Identity is not null).Select(static value => value.Identity!.Value));

    private static (long Index, string Identity)? Key(DeclaredIndex declared, IndexedValue value) =>
        value.Identity is { } identity ? (declared.Id, Convert.ToHexString(identity.Span)) : null;
}
