using System.Runtime.CompilerServices;
using Mosaic.Documents.Query.Select;
using Mosaic.Documents.Query.Text;

namespace Mosaic.Backends;

/// <content>Query texts and plans.</content>
public abstract partial class DocumentStore
{
    /// <inheritdoc/>
    public IAsyncEnumerable<T> QueryAsync<T>(
        string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Enter(collection, cancellationToken);
        return AnswerAsync<T>(collection, QueryParser.ParseQuery(query, parameters), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<QueryPlan> ExplainAsync(string collection, Filter? filter, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        return await ExplainRowsAsync(collection, filter, DocumentOrder.ById, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<QueryPlan> ExplainAsync(
        string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var statement = QueryParser.ParseQuery(query, parameters);
        Enter(collection, cancellationToken);
        return await ExplainRowsAsync(collection, statement.Where, statement.Shown, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<T> AnswerAsync<T>(string collection, SelectStatement statement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = WatchedAsync(collection, statement.Where, statement.IsGrouped ? DocumentOrder.ById : statement.Shown, cancellationToken);
        await foreach (var (id, json) in SelectRunner.RunAsync(statement, found).ConfigureAwait(false))
        {
            yield return Serializer.Deserialize<T>(json.Span, collection, id);
        }
    }
}
