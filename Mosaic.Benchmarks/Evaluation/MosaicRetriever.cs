namespace Mosaic.Benchmarks.Evaluation;

/// <summary>A store through its public API: turns as sessions of a user for each conversation, other texts as documents.</summary>
/// <param name="name">The store.</param>
/// <param name="open">Opens an empty one.</param>
/// <param name="withFacts">Keeps the observations as insights, each standing for the turns that it came from.</param>
internal sealed class MosaicRetriever(string name, Func<ValueTask<IMosaic>> open, bool withFacts) : IRetriever
{
    private const string Collection = "texts";

    private IMosaic _store = null!;
    private bool _conversation;

    public string Name => string.Concat(name, withFacts ? ", observations as insights" : "");

    public async Task LoadAsync(RetrievalData data)
    {
        _store = await open();
        _conversation = data.IsConversation;
        await StoreAsync(data);
        await (_store switch
        {
            MosaicEngine engine => engine.CatchUpVectorsAsync(),
            PostgresMosaic team => team.CatchUpVectorsAsync(),
            _ => ValueTask.CompletedTask,
        });
    }

    public async ValueTask<IReadOnlyList<string>> SearchAsync(RetrievalQuery query, int limit)
    {
        if (!_conversation)
        {
            var found = await _store.Memory.SearchAsync(query.Text, limit, new SearchFilter { Kinds = [MemoryKind.Document] });
            return [.. found.Select(static hit => hit.Id)];
        }

        var hits = await _store.Memory.ForUser(query.Group).SearchAsync(query.Text, limit, new SearchFilter { Kinds = [MemoryKind.Turn] });
        return [.. hits.Select(hit => hit.Id[(query.Group.Length + 1)..])];
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task StoreAsync(RetrievalData data)
    {
        if (!_conversation)
        {
            await _store.Documents.EnsureTextIndexAsync(Collection, ["text"]);
            await _store.Documents.CreateManyAsync(Collection, data.Docs.Select(static doc => new TextDocument(doc.Id, doc.Text)));
            return;
        }

        foreach (var session in data.Docs.GroupBy(static doc => (doc.Group, doc.Session)))
        {
            await _store.Memory.Sessions.AppendManyAsync(session.Select(static doc => new SessionTurn
            {
                Id = TurnId(doc.Group, doc.Id),
                UserId = doc.Group,
                SessionId = $"{doc.Group}/{doc.Session}",
                Speaker = doc.Speaker,
                Content = doc.Text,
                At = doc.At,
            }));
        }

        if (withFacts)
        {
            await _store.Memory.Insights.StoreManyAsync(data.Facts.Select(static fact => new NewInsight
            {
                UserId = fact.Group,
                SessionId = $"{fact.Group}/{fact.Session}",
                Content = fact.Text,
                CreatedAt = fact.At,
                Provenance = [.. fact.Docs.Select(doc => TurnId(fact.Group, doc))],
            }));
        }
    }

    private static string TurnId(string group, string id) => $"{group}/{id}";

    private sealed record TextDocument(string Id, string Text);
}
