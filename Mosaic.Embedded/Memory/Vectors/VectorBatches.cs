using System.IO.Hashing;
using System.Runtime.InteropServices;
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

    private static ulong Hash(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));

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
        var made = asked.Count == 0 ? [] : await EncodeAsync(encoder, asked.ConvertAll(i => texts[i].Text), left, cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// All at once; where that fails each alone: texts that the embedder cannot take keep none of the others from their vectors. After
    /// each of them it is asked for one it can take, to tell whether it is down.
    /// </summary>
    /// <param name="encoder">Makes them.</param>
    /// <param name="texts">Of which.</param>
    /// <param name="left">Told the keys of texts that it refuses.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<IReadOnlyList<float[]?>> EncodeAsync(
        ITextEncoder encoder, List<SearchableText> texts, HashSet<byte[]> left, CancellationToken cancellationToken)
    {
        try
        {
            return await encoder.EncodeAsync(texts.ConvertAll(static text => text.Text), cancellationToken).ConfigureAwait(false);
        }
        catch (EncodingFailedException) when (texts.Count > 1)
        {
        }
        catch (EncodingFailedException exception)
        {
            await LeaveAsync(encoder, texts[0], exception, cancellationToken).ConfigureAwait(false);
            left.Add(texts[0].Key);
            return [null];
        }

        var vectors = new float[]?[texts.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (await EncodeAsync(encoder, [texts[i]], left, cancellationToken).ConfigureAwait(false))[0];
        }

        return vectors;
    }

    /// <exception cref="EncodingFailedException">It is not for this text that the embedder failed.</exception>
    private async Task LeaveAsync(ITextEncoder encoder, SearchableText text, EncodingFailedException exception, CancellationToken cancellationToken)
    {
        await encoder.EncodeAsync([GeneratorEncoder.FirstText], cancellationToken).ConfigureAwait(false);
        logger.LogWarning(exception, "The {Kind} '{Id}' has no vector: {Message}", text.Kind, text.Id, exception.Message);
    }
}
