using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The rows of declared indexes that a unit adds and removes.</summary>
internal sealed class IndexRows
{
    private readonly List<(long Index, byte[] Key, string Document)> _entries = [];
    private readonly List<(long Index, byte[] Key, string Document)> _oldEntries = [];
    private readonly List<(long Index, byte[] Key, string Document)> _values = [];
    private readonly List<(long Index, byte[] Key, string Document)> _oldValues = [];

    /// <summary>Takes up a document's change.</summary>
    /// <param name="indexes">The indexes.</param>
    /// <param name="id">The document.</param>
    /// <param name="before">Its row; null: it has none.</param>
    /// <param name="after">Its bytes; null: it is deleted.</param>
    public void Change(IReadOnlyList<DeclaredIndex> indexes, string id, StoredDocument? before, ReadOnlyMemory<byte>? after)
    {
        foreach (var declared in indexes)
        {
            var old = before is { } was ? declared.Index.ValuesOf(was.Json.Span) : [];
            var now = after is { } becomes ? declared.Index.ValuesOf(becomes.Span) : [];
            if (Holds(declared, before) && AreSame(old, now))
            {
                continue;
            }

            var (oldKeys, keys) = (ByteSet.Of(old.Select(static value => value.Key)), ByteSet.Of(now.Select(static value => value.Key)));

            // An index that is being built may not have the old document's entries yet.
            _oldEntries.AddRange(oldKeys.Except(keys, ByteSet.Comparer).Select(key => (declared.Id, key, id)));
            _entries.AddRange((declared.Ready ? keys.Except(oldKeys, ByteSet.Comparer) : keys).Select(key => (declared.Id, key, id)));
            if (declared.Index.Unique)
            {
                var identities = ByteSet.Of(now.Where(static value => value.Identity is not null).Select(static value => value.Identity!.Value));
                var oldIdentities = ByteSet.Of(old.Where(static value => value.Identity is not null).Select(static value => value.Identity!.Value));
                var holds = Holds(declared, before);
                _oldValues.AddRange((holds ? oldIdentities.Except(identities, ByteSet.Comparer) : oldIdentities).Select(value => (declared.Id, value, id)));
                _values.AddRange((holds ? identities.Except(oldIdentities, ByteSet.Comparer) : identities).Select(value => (declared.Id, value, id)));
            }
        }
    }

    /// <summary>Whether a document, its row locked, has all of its values for certain: those of one that expires may be another's by now, and an index that is
    /// being built has not all.</summary>
    public static bool Holds(DeclaredIndex declared, StoredDocument? row) => declared.Ready && row is { ExpiresAt: null };

    /// <summary>Whether values are the same in the same order, which most writes leave them in.</summary>
    public static bool AreSame(IReadOnlyList<IndexedValue> some, IReadOnlyList<IndexedValue> others)
    {
        for (var i = 0; i < some.Count && some.Count == others.Count; i++)
        {
            if (!some[i].Key.Span.SequenceEqual(others[i].Key.Span)
                || some[i].Identity is null != others[i].Identity is null
                || !some[i].Identity.GetValueOrDefault().Span.SequenceEqual(others[i].Identity.GetValueOrDefault().Span))
            {
                return false;
            }
        }

        return some.Count == others.Count;
    }

    /// <summary>Another document's value that is free, since that document has expired.</summary>
    public void Free(long index, byte[] identity, string owner) => _oldValues.Add((index, identity, owner));

    /// <summary>The values that a document has, whether they are there already or not.</summary>
    public void ReplaceValues(DeclaredIndex declared, string document, ReadOnlyMemory<byte> json)
    {
        if (declared.Index.Unique)
        {
            foreach (var value in ByteSet.Of(declared.Index.ValuesOf(json.Span).Where(static value => value.Identity is not null).Select(static value => value.Identity!.Value)))
            {
                _oldValues.Add((declared.Id, value, document));
                _values.Add((declared.Id, value, document));
            }
        }
    }

    /// <summary>A document's entry.</summary>
    public void AddEntry(long index, byte[] key, string document) => _entries.Add((index, key, document));

    /// <summary>Adds the statements to a batch.</summary>
    /// <returns>The statement that must add as many rows as it is given, or somebody else was faster; null: there is none.</returns>
    public (NpgsqlBatchCommand Statement, int Rows)? AddTo(NpgsqlBatch batch, Sql sql)
    {
        Add(batch, sql["document_entries_remove"], _oldEntries);
        Add(batch, sql["document_entries_add"], _entries);
        Add(batch, sql["document_values_remove"], _oldValues);
        Add(batch, sql["document_values_add"], _values);
        return _values.Count == 0 ? null : (batch.BatchCommands[^1], _values.Count);
    }

    private static void Add(NpgsqlBatch batch, string sql, List<(long Index, byte[] Key, string Document)> rows)
    {
        if (rows.Count > 0)
        {
            batch.Add(
                sql,
                Parameters.Of(rows.ConvertAll(static row => row.Index).ToArray()),
                Parameters.Of(rows.ConvertAll(static row => row.Key).ToArray()),
                Parameters.Of(rows.ConvertAll(static row => row.Document).ToArray()));
        }
    }
}
