using Mosaic;
using QuickStart.Indexing;

namespace QuickStart.Asking;

/// <summary>Searches the passages.</summary>
internal sealed class Answers(IMosaic store)
{
    private const int AnswersMax = 5;
    private const int AttemptsMax = 60;

    /// <param name="waits">Told once, if the answer takes longer.</param>
    public async Task<IReadOnlyList<Answer>> FindAsync(string question, Action waits, CancellationToken stop)
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
                if (attempt == 1)
                {
                    waits();
                }
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
