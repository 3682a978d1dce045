using System.Buffers.Binary;
using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <content>Following: what changed, to vectors, with the mark in the same unit.</content>
internal sealed partial class VectorUpdater
{
    private const int BatchTexts = 64;
    private const long MarkUnits = 100_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20); // texts that come one by one are written some at a time

    private long? _mark;
    private long _marked;
    private bool _looked;

    private async Task FollowAsync(Action sound, CancellationToken stopping)
    {
        if (_mark is null)
        {
            await BeginAsync(stopping).ConfigureAwait(false);
        }

        while (true)
        {
            var next = _core.Feed.NextCommit;
            var visible = _core.Rows.Visible;
            while (_mark < visible)
            {
                stopping.ThrowIfCancellationRequested();
                await TakeRecordsAsync(visible, stopping).ConfigureAwait(false);
            }

            if (!_looked)
            {
                await LookAsync(stopping).ConfigureAwait(false);
            }

            _asks.Take(_touched);
            foreach (var corpus in _touched.ToList())
            {
                await ChangeModelIfDueAsync(corpus, stopping).ConfigureAwait(false);
                _touched.Remove(corpus);
            }

            await RetryAsync(stopping).ConfigureAwait(false);
            _progress.Reached(visible);
            sound();
            await WaitAsync(next, stopping).ConfigureAwait(false);
            await Task.Delay(Gathering, stopping).ConfigureAwait(false);
        }
    }

    private async Task TakeRecordsAsync(long visible, CancellationToken stopping)
    {
        var records = _core.Feed.ReadRecords(_mark!.Value + 1, visible);
        var keys = new HashSet<byte[]>(RowKeyComparer.Instance);
        foreach (var record in records)
        {
            foreach (var change in ChangeCodec.Decode(record.Changes.Span))
            {
                if (_rows.Declared(change) is not null)
                {
                    _touched.Add(CorpusTexts.Documents);
                    foreach (var some in _texts.Read(CorpusTexts.Documents).Chunk(BatchTexts))
                    {
                        await TakeTextsAsync([.. some], stopping).ConfigureAwait(false);
                    }
                }
                else if (_rows.KeyOf(change) is { } key)
                {
                    keys.Add(key);
                }
            }
        }

        foreach (var some in keys.Chunk(BatchTexts))
        {
            var texts = new List<(SearchableText Text, long Sequence)>();
            var gone = new List<byte[]>();
            foreach (var key in some)
            {
                if (_texts.Read(key) is { } text)
                {
                    texts.Add(text);
                }
                else
                {
                    gone.Add(key);
                }
            }

            await DeleteAsync(gone, stopping).ConfigureAwait(false);
            await TakeTextsAsync(texts, stopping).ConfigureAwait(false);
        }

        _mark = records[^1].Sequence;
        if (_mark - _marked >= MarkUnits || keys.Count > 0)
        {
            await WriteMarkAsync(stopping).ConfigureAwait(false);
        }
    }

    private async Task TakeTextsAsync(List<(SearchableText Text, long Sequence)> texts, CancellationToken stopping)
    {
        foreach (var group in texts.GroupBy(static text => CorpusTexts.CorpusOf(text.Text), StringComparer.Ordinal))
        {
            _touched.Add(group.Key);
            var row = _texts.Find(group.Key);
            var encoder = row is { HasModel: true } ? await _encoders.FindAsync(group.Key, row, stopping).ConfigureAwait(false) : null;
            var some = group.ToList();
            if (encoder is null)
            {
                await CountAsync(group.Key, some, stopping).ConfigureAwait(false);
            }
            else
            {
                await _batches.TakeAsync(group.Key, row!, encoder, some, stopping).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A corpus without a model is told how many texts it has, so that it gets one in time.</summary>
    private async Task CountAsync(string corpus, List<(SearchableText Text, long Sequence)> texts, CancellationToken stopping) =>
        await _core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                var there = texts.Count(text => context.Get(text.Text.Key) is { } row && new DocumentRow(row).Sequence == text.Sequence);
                if (there > 0)
                {
                    var key = VectorKeys.Corpus(corpus);
                    var state = context.Get(key) is { } row ? CorpusRow.Decode(row) : new CorpusRow();
                    context.Put(key, (state with { Since = state.Since + there }).Encode());
                }

                return true;
            }),
            stopping).ConfigureAwait(false);

    private async Task DeleteAsync(IReadOnlyList<byte[]> gone, CancellationToken stopping)
    {
        if (gone.Any(HasVector))
        {
            await _core.CommitAsync(
                new DelegateUnit<int>(context => gone.Count(text =>
                    (context.Get(text) is not { } row || _rows.Read(text, row) is null) && VectorWriter.DeleteOf(context, text))),
                stopping).ConfigureAwait(false);
        }

        foreach (var text in gone)
        {
            _refused.Set(text, null);
            _memory.Remove(text);
        }
    }

    /// <summary>Or that it was refused one.</summary>
    private bool HasVector(byte[] text) => _core.Rows.Get(VectorKeys.Vector(0, text)) is not null || _core.Rows.Get(VectorKeys.Vector(1, text)) is not null
        || _core.Rows.Get(VectorKeys.Refused(text)) is not null;

    private async Task WriteMarkAsync(CancellationToken stopping)
    {
        var mark = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(mark, _mark!.Value);
        await _core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                context.Put(VectorKeys.Mark, mark);
                return true;
            }),
            stopping).ConfigureAwait(false);
        _marked = _mark.Value;
    }

    private async Task ChangeModelIfDueAsync(string corpus, CancellationToken stopping)
    {
        if (_texts.Find(corpus) is not { } row)
        {
            return;
        }

        if (row.Run > 0 || await _encoders.IsDueAsync(row, stopping).ConfigureAwait(false)
            || (row.HasModel && await _encoders.FindAsync(corpus, row, stopping).ConfigureAwait(false) is null))
        {
            await _change.RunAsync(corpus, stopping).ConfigureAwait(false);
        }
    }
}
