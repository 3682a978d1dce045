using System.Security.Cryptography;
using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>
/// Gives a corpus another model: fills the slot that is not searched with the model and the vectors of all texts, then has searches
/// use it, in one unit, then clears the other. Cut off anywhere, the corpus has the old model or the new one, whole; what a run left
/// behind the next one takes up or writes over. Each unit of a run looks whether the run is still the corpus' own: when the user is
/// forgotten meanwhile, nothing more is written.
/// </summary>
internal sealed class ModelChange(StoreCore core, CorpusTexts texts, Encoders encoders, VectorBatches batches, VectorMemory memory)
{
    private const int BatchTexts = 64;
    private const int DeletedRows = 500;

    public async Task RunAsync(string corpus, CancellationToken cancellationToken)
    {
        if (await BeginAsync(corpus, cancellationToken).ConfigureAwait(false) is not { } begun)
        {
            return;
        }

        var few = texts.Read(corpus).Take(encoders.TextsMin).Count();
        if (few < encoders.TextsMin)
        {
            await LeaveAsync(corpus, begun, few, cancellationToken).ConfigureAwait(false);
            return;
        }

        var encoder = await encoders.NextAsync(texts.Lessons(corpus), cancellationToken).ConfigureAwait(false);
        if (!await SaveAsync(corpus, begun, encoder, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var count = 0L;
        foreach (var some in texts.Read(corpus).Chunk(BatchTexts))
        {
            if (!await batches.FillAsync(corpus, begun, encoder, [.. some], cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            count += some.Length;
        }

        var changed = new CorpusRow
        {
            Model = encoder.Model, Dimensions = encoder.Dimensions, Slot = begun.OtherSlot, Trained = count, Run = CorpusRow.Clears,
        };
        if (await CommitAsync(
            corpus,
            begun.Run,
            context => context.Put(VectorKeys.Corpus(corpus), changed.Encode()),
            cancellationToken).ConfigureAwait(false))
        {
            memory.Drop(corpus);
            await ClearLeftAsync(corpus, changed, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves a corpus of too few texts without a model.</summary>
    private async Task LeaveAsync(string corpus, CorpusRow begun, int few, CancellationToken cancellationToken)
    {
        var left = new CorpusRow { Slot = begun.Slot, Since = few, Run = CorpusRow.Clears };
        if (await CommitAsync(corpus, begun.Run, context => context.Put(VectorKeys.Corpus(corpus), left.Encode()), cancellationToken).ConfigureAwait(false))
        {
            memory.Drop(corpus);
            await ClearLeftAsync(corpus, left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Clears what is not searched any more after a run's last step, also of one that was cut off there.</summary>
    public async Task ClearLeftAsync(string corpus, CorpusRow row, CancellationToken cancellationToken)
    {
        if (row.Run != CorpusRow.Clears)
        {
            return;
        }

        for (byte slot = 0; slot < VectorKeys.Slots; slot++)
        {
            if (!row.HasModel || slot != row.Slot)
            {
                await ClearAsync(corpus, slot, cancellationToken).ConfigureAwait(false);
            }
        }

        await CommitAsync(corpus, CorpusRow.Clears, context => EndClearing(context, corpus), cancellationToken).ConfigureAwait(false);
    }

    private static void EndClearing(UnitContext context, string corpus)
    {
        var key = VectorKeys.Corpus(corpus);
        var cleared = CorpusRow.Decode(context.Get(key)!) with { Run = 0 };
        if (cleared is { HasModel: false, Since: 0 })
        {
            context.Delete(key); // there is nothing to search
        }
        else
        {
            context.Put(key, cleared.Encode());
        }
    }

    private async Task<CorpusRow?> BeginAsync(string corpus, CancellationToken cancellationToken)
    {
        var run = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        return await core.CommitAsync(
            new DelegateUnit<CorpusRow?>(context =>
            {
                var key = VectorKeys.Corpus(corpus);
                if (context.Get(key) is not { } bytes)
                {
                    return null;
                }

                var begun = CorpusRow.Decode(bytes) with { Run = run };
                context.Put(key, begun.Encode());
                return begun;
            }),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> SaveAsync(string corpus, CorpusRow row, ITextEncoder encoder, CancellationToken cancellationToken)
    {
        var left = texts.Model(corpus, row.OtherSlot).Select(static part => part.Key.ToArray()).ToList();
        var number = 0;
        foreach (var part in encoders.Save(encoder))
        {
            var key = VectorKeys.Model(corpus, row.OtherSlot, number++);
            if (!await CommitAsync(corpus, row.Run, context => context.Put(key, part), cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return left.Count <= number
            || await CommitAsync(corpus, row.Run, context => left[number..].ForEach(context.Delete), cancellationToken).ConfigureAwait(false);
    }

    private async Task ClearAsync(string corpus, byte slot, CancellationToken cancellationToken)
    {
        foreach (var some in texts.Vectors(corpus, slot).Select(static row => row.Key.ToArray()).Chunk(DeletedRows))
        {
            await core.CommitAsync(new DelegateUnit<int>(context => some.Count(key => VectorWriter.Delete(context, key))), cancellationToken).ConfigureAwait(false);
        }

        foreach (var some in texts.Model(corpus, slot).Select(static row => row.Key.ToArray()).Chunk(DeletedRows))
        {
            await core.CommitAsync(
                new DelegateUnit<bool>(context =>
                {
                    Array.ForEach(some, context.Delete);
                    return true;
                }),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> CommitAsync(string corpus, long run, Action<UnitContext> write, CancellationToken cancellationToken) =>
        await core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                if (!VectorBatches.IsRun(context, corpus, run))
                {
                    return false;
                }

                write(context);
                return true;
            }),
            cancellationToken).ConfigureAwait(false);
}
