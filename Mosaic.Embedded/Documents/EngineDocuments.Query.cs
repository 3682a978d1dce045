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
        return Finder.Explain(collection, filter, documents);
    }

    public async ValueTask<QueryPlan> ExplainAsync(
        string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var statement = QueryParser.ParseQuery(query, parameters);
        var plan = await ExplainAsync(collection, statement.Where, cancellationToken).ConfigureAwait(false);
        return plan with { SortedBy = statement.OrderBy.Count == 0 ? null : string.Join(", ", statement.OrderBy) };
    }

    private async IAsyncEnumerable<T> AnswerAsync<T>(string collection, SelectStatement statement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answers = SelectRunner.RunAsync(statement, filter => FindRowsAsync(collection, filter, null, cancellationToken));
        await foreach (var json in answers.ConfigureAwait(false))
        {
            yield return Serializer.Deserialize<T>(json.Span, collection);
        }
    }
}
