using System.Buffers.Binary;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Memory.Vectors;

/// <content>Where following begins.</content>
internal sealed partial class VectorUpdater
{
    /// <summary>From where it stood when the store was closed; from the texts where that cannot be known.</summary>
    private async Task BeginAsync(CancellationToken stopping)
    {
        _refused.Load();
        var stored = _core.Rows.Get(VectorKeys.Mark) is { } row ? BinaryPrimitives.ReadInt64LittleEndian(row) : -1;
        if (stored >= 0 && stored + 1 >= _core.Trim.Oldest)
        {
            _mark = _marked = stored;
            return;
        }

        await CompareAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>
    /// Compares all texts with their vectors, where what changed is not told any more. What is in memory is let go once it is noted from
    /// where on changes are followed: what is read after that lacks none of the earlier ones.
    /// </summary>
    private async Task CompareAsync(CancellationToken stopping)
    {
        var visible = _core.Rows.Visible;
        _memory.DropAll();
        foreach (var (corpus, _) in _texts.All().ToList())
        {
            await UncountAsync(corpus, stopping).ConfigureAwait(false);
        }

        foreach (var some in _texts.Read().Chunk(BatchTexts))
        {
            await TakeTextsAsync([.. some], stopping).ConfigureAwait(false);
        }

        for (byte slot = 0; slot < VectorKeys.Slots; slot++)
        {
            foreach (var some in _texts.Vectors(slot).Select(static vector => VectorKeys.Text(vector.Key.Span).ToArray())
                .Where(text => _texts.Read(text) is null).Chunk(BatchTexts))
            {
                await DeleteAsync(some, stopping).ConfigureAwait(false);
            }
        }

        _mark = visible;
        await WriteMarkAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>
    /// What a process that ended before left to do. Told by the states of corpora alone: opening a store of many users reads neither
    /// their models nor their texts.
    /// </summary>
    private async Task LookAsync(CancellationToken stopping)
    {
        foreach (var (corpus, row) in _texts.All().ToList())
        {
            await _change.ClearLeftAsync(corpus, row, stopping).ConfigureAwait(false);
            if (row.Run > 0 || await _encoders.IsDueAsync(row, stopping).ConfigureAwait(false))
            {
                _touched.Add(corpus);
            }
        }

        _looked = true;
    }

    /// <summary>A corpus without a model is counted from the beginning.</summary>
    private async Task UncountAsync(string corpus, CancellationToken stopping) =>
        await _core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                var key = VectorKeys.Corpus(corpus);
                if (context.Get(key) is { } row && CorpusRow.Decode(row) is { HasModel: false, Since: > 0 } state)
                {
                    context.Put(key, (state with { Since = 0 }).Encode());
                }

                return true;
            }),
            stopping).ConfigureAwait(false);
}
