namespace Mosaic.Benchmarks.Evaluation;

/// <summary>Finds texts of a test collection.</summary>
internal interface IRetriever : IAsyncDisposable
{
    string Name { get; }

    Task LoadAsync(RetrievalData data);

    /// <returns>Ids of texts, best first, none twice.</returns>
    ValueTask<IReadOnlyList<string>> SearchAsync(RetrievalQuery query, int limit);
}
