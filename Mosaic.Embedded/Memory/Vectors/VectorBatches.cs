using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>Makes the vectors of some texts and writes them in one unit, if their corpus is still what it was.</summary>
internal sealed class VectorBatches(StoreCore core, VectorMemory memory, RefusedTexts refused, ILogger logger)
{
    /// <summary>New or changed texts of a corpus, by the model it has.</summary>
    public async Task TakeAsync(
        string corpus, CorpusRow row, ITextEncoder encoder, List<(SearchableText Text, long Sequence)> texts, CancellationToken cancellationToken)
    {
        var changed = texts.Where(text => !IsUpToDate(row.Slot, encoder, text.Text)).ToList();
        var drafts = await DraftAsync(encoder, changed, cancellationToken).ConfigureAwait(false);
        if (drafts.Count == 0)
        {
            return;
        }

        var (words, unknown) = (0L, 0L);
        foreach (var (text, _) in changed)
        {
            var counts = encoder.Count(text.Text);
            words += counts.Words;
            unknown += counts.Unknown;
        }

        var valid = await core.CommitAsync(
            new DelegateUnit<bool[]>(context =>
            {
                var key = VectorKeys.Corpus(corpus);
                if (context.Get(key) is not { } bytes || CorpusRow.Decode(bytes) is var now && (now.Model != row.Model || now.Slot != row.Slot))
                {
                    return new bool[drafts.Count];
                }

                var put = VectorWriter.Put(context, row.Slot, drafts);
                context.Put(key, (now with { Since = now.Since + put.Count(static one => one), Words = now.Words + words, Unknown = now.Unknown + unknown }).Encode());
                return put;
            }),
            cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < valid.Length; i++)
        {
            if (valid[i])
            {
                memory.Put(corpus, row, drafts[i].Text, drafts[i].Vector);
                refused.Set(drafts[i].Text, drafts[i].Refusal);
            }
        }
    }

    /// <summary>Texts of a corpus, by the model that it is to have, while the run that began it goes on.</summary>
    /// <returns>False: another run began, or the corpus is forgotten.</returns>
    public async Task<bool> FillAsync(
        string corpus, CorpusRow row, ITextEncoder encoder, List<(SearchableText Text, long Sequence)> texts, CancellationToken cancellationToken)
    {
        var changed = texts.Where(text => !IsUpToDate(row.OtherSlot, encoder, text.Text)).ToList();
        var drafts = await DraftAsync(encoder, changed, cancellationToken).ConfigureAwait(false);
        if (drafts.Count == 0)
        {
            return true;
        }

        var isRun = await core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                if (!IsRun(context, corpus, row.Run))
                {
                    return false;
                }

                VectorWriter.Put(context, row.OtherSlot, drafts);
                return true;
            }),
            cancellationToken).ConfigureAwait(false);
        if (isRun)
        {
            drafts.ForEach(draft => refused.Set(draft.Text, draft.Refusal));
        }

        return isRun;
    }

    public static bool IsRun(UnitContext context, string corpus, long run) =>
        context.Get(VectorKeys.Corpus(corpus)) is { } bytes && CorpusRow.Decode(bytes).Run == run;

    private static ulong Hash(string text) => TextEncoding.HashOf(text);

    public bool IsUpToDate(byte slot, ITextEncoder encoder, SearchableText text) =>
        core.Rows.Get(VectorKeys.Vector(slot, text.Key)) is { } vector && VectorRow.IsOf(vector, encoder.Model, Hash(text.Text));

    private async Task<List<VectorDraft>> DraftAsync(
        ITextEncoder encoder, List<(SearchableText Text, long Sequence)> texts, CancellationToken cancellationToken)
    {
        var vectors = new float[]?[texts.Count];
        var asked = new List<int>();
        for (var i = 0; i < vectors.Length; i++)
        {
            if ((vectors[i] = Brought(encoder, texts[i].Text)) is null)
            {
                asked.Add(i);
            }
        }

        var left = new HashSet<byte[]>(RowKeyComparer.Instance);
        var made = asked.Count == 0 ? [] : await TextEncoding.EncodeEachAsync(
            encoder,
            asked.ConvertAll(i => texts[i].Text.Text),
            (place, exception) =>
            {
                var text = texts[asked[place]].Text;
                left.Add(text.Key);
                logger.LogWarning(exception, "The {Kind} '{Id}' has no vector: {Message}", text.Kind, text.Id, exception.Message);
            },
            cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < asked.Count; i++)
        {
            vectors[asked[i]] = made[i];
        }

        var drafts = new List<VectorDraft>();
        for (var i = 0; i < vectors.Length; i++)
        {
            var (text, sequence) = texts[i];
            var vector = vectors[i];
            var row = vector is null ? null : VectorRow.Encode(Hash(text.Text), encoder.Model, vector);
            drafts.Add(new VectorDraft(text.Key, sequence, row, vector, left.Contains(text.Key) ? refused.Next(text.Key, sequence) : null));
        }

        return drafts;
    }

    /// <summary>The vector that came with an insight, where the application's own model makes such.</summary>
    private float[]? Brought(ITextEncoder encoder, SearchableText text)
    {
        if (encoder is not GeneratorEncoder generator || text.Kind != MemoryKind.Insight || core.Rows.Get(MemoryKeys.Vector(text.Id)) is not { } row)
        {
            return null;
        }

        var vector = VectorRow.Decode(row);
        return vector.Length == generator.Dimensions ? generator.Unit(vector) : null;
    }
}
