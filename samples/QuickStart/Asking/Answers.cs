using Mosaic;
using QuickStart.Indexing;

namespace QuickStart.Asking;

/// <summary>Searches the passages.</summary>
internal sealed class Answers(IMosaic store)
{
    private const int AnswersMax = 5;
    private const int AttemptsMax = 60;

    public async Task<IReadOnlyList<Answer>> FindAsync(string question, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var hits = await store.Memory.SearchAsync(question, AnswersMax, cancellationToken: stop);
                return [.. hits.Select(ToAnswer)];
            }
            catch (MosaicException exception) when (exception.IsTransient && attempt < AttemptsMax)
            {
                // The index is still taking in what was just stored; each search waits for it for a while.
            }
        }
    }

    private static Answer ToAnswer(SearchHit hit)
    {
        var (skipped, lines) = PassageLines.Best(hit.Content, hit.Highlights);
        var place = PassagePlace.From(hit.Metadata);
        return new Answer(place.Path, place.Line + skipped, hit.Score, lines);
    }
}
