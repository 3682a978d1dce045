using static Mosaic.Postgres.Documents.Parameters;
using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Vectors;

/// <content>Parts that need another model, and what they had before.</content>
internal sealed partial class VectorRound
{
    /// <returns>Whether texts may need vectors because of it.</returns>
    private async Task<bool> ChangeModelsAsync(CancellationToken cancellationToken)
    {
        var due = await units.ReadAsync(
            "memory_vector_due",
            static row => (Part: row.GetInt64(0), IsFilled: row.GetBoolean(1), IsLeft: row.GetBoolean(2)),
            cancellationToken,
            OfNumber(Own?.Number),
            Of((long)TextModelRules.TextsMin)).ConfigureAwait(false);
        due.AddRange(TakeUnread().Where(part => due.TrueForAll(one => one.Part != part)).Select(static part => (part, false, false)));
        var changed = false;
        foreach (var (part, isFilled, isLeft) in due)
        {
            if (isFilled && await units.RunAsync<bool>("memory_vector_finish", cancellationToken, Of(part)).ConfigureAwait(false) is not [true])
            {
                continue; // others still have texts of it
            }

            if (isFilled || isLeft)
            {
                await ClearAsync(part, cancellationToken).ConfigureAwait(false);
            }

            changed |= await ChangeModelAsync(part, cancellationToken).ConfigureAwait(false);
        }

        return changed;
    }

    private async Task<bool> ChangeModelAsync(long part, CancellationToken cancellationToken)
    {
        if (await CorpusAsync(part, cancellationToken).ConfigureAwait(false) is not { } corpus)
        {
            return false;
        }

        if (Own is not null)
        {
            return corpus.Model != Own
                && await units.RunAsync<bool>("memory_vector_begin", cancellationToken, Of(part), Of(Own.Number)).ConfigureAwait(false) is [true];
        }

        return (corpus.IsTrainingDue || (corpus.Model is { } model && await encoders.FindAsync(model, cancellationToken).ConfigureAwait(false) is null))
            && await _training.RunAsync(part, corpus, cancellationToken).ConfigureAwait(false);
    }

    private async Task ClearAsync(long part, CancellationToken cancellationToken)
    {
        while (await units.RunAsync<long>("memory_vector_clear", cancellationToken, Of(part), Of(ClearedVectors)).ConfigureAwait(false) is not [0])
        {
            // There are more.
        }
    }

    private long[] TakeUnread()
    {
        lock (_unread)
        {
            long[] taken = [.. _unread];
            _unread.Clear();
            return taken;
        }
    }
}
