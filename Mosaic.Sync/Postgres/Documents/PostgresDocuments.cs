using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The documents of a store on a server.</summary>
internal sealed class PostgresDocuments : DocumentStore, IAsyncDisposable
{
    private readonly PostgresSession _session;
    private readonly Collections _collections;
    private readonly DocumentUnits _units;
    private readonly DocumentIndexes _indexes;
    private readonly DeclaredTexts _texts;
    private readonly ExpirySweep _sweep;

    public PostgresDocuments(PostgresSession session)
        : base(session.Options.Json)
    {
        _session = session;
        _collections = new Collections(session);
        Finder = new DocumentFinder(session, _collections);
        Writer = new DocumentWriter(session, () => Texts);
        _units = new DocumentUnits(session, _collections, Finder, Writer);
        var declarations = new DeclarationUnits(session, _collections);
        _indexes = new DocumentIndexes(session, _collections, declarations);
        _texts = new DeclaredTexts(_collections, declarations, () => Texts, RequireFewTexts);
        _sweep = new ExpirySweep(session, Writer);
    }

    public override string Name => "postgres";

    protected override (int Documents, int Bytes) ImportUnit => (20_000, 8 << 20);

    /// <summary>What search keeps of documents; null: nothing yet.</summary>
    public IDocumentTexts? Texts { get; set; }

    /// <summary>Between callers' types and bytes.</summary>
    public new DocumentSerializer Serializer => base.Serializer;

    /// <summary>Reads, on any connection.</summary>
    public DocumentFinder Finder { get; }

    /// <summary>Writes within an open unit.</summary>
    public DocumentWriter Writer { get; }

    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    protected override DateTimeOffset Now() => _session.Options.TimeProvider.GetUtcNow();

    protected override void ThrowIfClosed() => _session.ThrowIfClosed();

    protected override ValueTask<StoredDocument?> GetRowAsync(string collection, string id, CancellationToken cancellationToken) => _session.Reads.RunAsync(
        "read a document", (connection, cancellationToken) => Finder.GetAsync(connection, collection, id, cancellationToken), cancellationToken);

    protected override IAsyncEnumerable<StoredDocument> FindRowsAsync(
        string collection, Filter? filter, DocumentOrder order, CancellationToken cancellationToken) => Finder.FindAsync(collection, filter, order, cancellationToken);

    protected override ValueTask<long> CountRowsAsync(string collection, Filter? filter, CancellationToken cancellationToken) =>
        Finder.CountAsync(collection, filter, cancellationToken);

    protected override async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await _session.Reads.RunAsync("list collections", ListAsync, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            yield return name;
        }
    }

    protected override ValueTask<StoredDocument?> WriteAsync(string collection, DocumentWrite write, CancellationToken cancellationToken) =>
        _units.WriteAsync(collection, write, cancellationToken);

    protected override ValueTask<long> WriteManyAsync(string collection, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        _units.WriteManyAsync(collection, writes, cancellationToken);

    protected override async ValueTask<QueryPlan> ExplainRowsAsync(string collection, Filter? filter, DocumentOrder order, CancellationToken cancellationToken)
    {
        var state = await _collections.ReadAsync(collection, cancellationToken).ConfigureAwait(false);
        (DeclaredIndex? Index, int Ranges, long Candidates) best = (null, 0, 0);
        foreach (var declared in state.Indexes)
        {
            if (declared.Ready && declared.Index.RangesOf(filter) is { } ranges)
            {
                var candidates = await CandidatesAsync(declared, ranges, cancellationToken).ConfigureAwait(false);
                best = best.Index is null || candidates < best.Candidates ? (declared, ranges.Count, candidates) : best;
            }
        }

        var documents = best.Index is null ? await CountRowsAsync(collection, null, cancellationToken).ConfigureAwait(false) : best.Candidates;
        return new QueryPlan(collection, best.Index?.Index.Path, best.Ranges, documents, filter?.ToString()) { SortedBy = order.Text };
    }

    protected override ValueTask EnsureIndexAsync(string collection, DocumentIndex index, CancellationToken cancellationToken) =>
        _indexes.EnsureAsync(collection, index, cancellationToken);

    protected override ValueTask EnsureTextsAsync(string collection, IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        _texts.EnsureAsync(collection, paths, cancellationToken);

    private ValueTask<List<string>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.QueryAsync(_session.Sql["document_collections"], static row => row.GetString(0), cancellationToken);

    private ValueTask<long> CandidatesAsync(DeclaredIndex declared, IReadOnlyList<IndexRange> ranges, CancellationToken cancellationToken) => _session.Reads.RunAsync(
        "explain a search",
        async (connection, cancellationToken) =>
        {
            var command = connection.Command(
                _session.Sql["document_candidates"],
                Parameters.Of(declared.Id),
                Parameters.Of(ranges.Select(static range => range.Low).ToArray()),
                Parameters.Of(ranges.Select(static range => range.High).ToArray()),
                Parameters.Of((long)QueryPlan.CandidatesMax));
            await using var _ = command.ConfigureAwait(false);
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        },
        cancellationToken);
}
