using System.Runtime.CompilerServices;
using Mosaic.Documents.Query.Select;
using Mosaic.Documents.Query.Text;

namespace Mosaic.Documents;

/// <content>Query texts and plans.</content>
internal sealed partial class EngineDocuments
{
    public IAsyncEnumerable<T> QueryAsync<T>(
        string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Enter(collection, cancellationToken);
        return AnswerAsync<T>(collection, QueryParser.ParseQuery(query, parameters), cancellationToken);
    }

    public async ValueTask<QueryPlan> ExplainAsync(string collection, Filter? filter, CancellationToken cancellationToken = default)
    {
        var documents = await CountAsync(collection, null, cancellationToken).ConfigureAwait(false);
        return Finder.Explain(collection, filter, documents, [], long.MaxValue);
    }

    public async ValueTask<QueryPlan> ExplainAsync(
        string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var statement = QueryParser.ParseQuery(query, parameters);
        var documents = await CountAsync(collection, null, cancellationToken).ConfigureAwait(false);
        return Finder.Explain(collection, statement.Where, documents, statement.OrderBy, statement.Kept);
    }

    private async IAsyncEnumerable<T> AnswerAsync<T>(string collection, SelectStatement statement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = WatchedAsync(collection, () => Finder.FindAsync(collection, statement.Where, statement.OrderBy, statement.Kept), cancellationToken);
        var answers = SelectRunner.RunAsync(statement, found);
        await foreach (var (id, json) in answers.ConfigureAwait(false))
        {
            yield return Serializer.Deserialize<T>(json.Span, collection, id);
        }
    }
}
