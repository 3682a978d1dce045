using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Storage.Commit;

namespace Mosaic.Memory.Vectors;

/// <content>Texts that the embedder refused are tried again.</content>
internal sealed partial class VectorUpdater
{
    private async Task RetryAsync(CancellationToken stopping)
    {
        foreach (var some in _refused.TakeDue().Chunk(BatchTexts))
        {
            var texts = new List<(SearchableText Text, long Sequence)>();
            foreach (var key in some)
            {
                if (_texts.Read(key) is { } text && _texts.Find(CorpusTexts.CorpusOf(text.Text)) is { HasModel: true } row
                    && await _encoders.FindAsync(CorpusTexts.CorpusOf(text.Text), row, stopping).ConfigureAwait(false) is { } encoder
                    && !_batches.IsUpToDate(row.Slot, encoder, text.Text))
                {
                    texts.Add(text);
                }
                else
                {
                    await ForgetRefusalAsync(key, stopping).ConfigureAwait(false);
                }
            }

            await TakeTextsAsync(texts, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>The text is gone, or has a vector, or its corpus waits for another model and all its texts with it.</summary>
    private async Task ForgetRefusalAsync(byte[] text, CancellationToken stopping)
    {
        await _core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                VectorWriter.SetRefusal(context, text, null);
                return true;
            }),
            stopping).ConfigureAwait(false);
        _refused.Set(text, null);
    }

    /// <summary>Until something is committed, a search cannot read a model, or a text is to be tried again.</summary>
    private async Task WaitAsync(Task next, CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(next, _asks.Any, Task.Delay(_refused.Pause(), _time, waiting.Token)).WaitAsync(stopping).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }
}
