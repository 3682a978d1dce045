using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>
/// Texts that the embedder refused while it took others, and when they are tried again: a minute later, then after twice as long each
/// time, and when the store is opened. Bounded in how many they are and how often each is tried. For the updater alone.
/// </summary>
internal sealed class RefusedTexts(StoreCore core)
{
    private const int TextsMax = 1000;

    private readonly Dictionary<byte[], (RefusalRow Row, DateTimeOffset Due)> _texts = new(RowKeyComparer.Instance);

    /// <summary>Those of earlier processes are due at once.</summary>
    public void Load()
    {
        foreach (var (key, value) in core.Rows.Scan(VectorKeys.Mark, Keys.After(VectorKeys.Mark), int.MaxValue, int.MaxValue).Rows)
        {
            if (VectorKeys.RefusedText(key.Span) is { IsEmpty: false } text)
            {
                _texts.TryAdd(text.ToArray(), (RefusalRow.Decode(value.Span), DateTimeOffset.MinValue));
            }
        }
    }

    /// <summary>What is to be written of a text that was refused now.</summary>
    /// <returns>null: it is not tried again.</returns>
    public RefusalRow? Next(byte[] text, long sequence)
    {
        var isKnown = _texts.TryGetValue(text, out var known);
        var row = new RefusalRow(sequence, isKnown && known.Row.Sequence == sequence ? known.Row.Tries + 1 : 1);
        return row.Tries < TextEncoding.TriesMax && (isKnown || _texts.Count < TextsMax) ? row : null;
    }

    /// <summary>A text was tried, and what came of it is written.</summary>
    public void Set(byte[] text, RefusalRow? refusal)
    {
        if (refusal is { } row)
        {
            _texts[text] = (row, core.Clock.Now() + TextEncoding.PauseAfter(row.Tries));
        }
        else
        {
            _texts.Remove(text);
        }
    }

    /// <summary>Texts that are to be tried now. Where that fails they are due again later, as often as before.</summary>
    public List<byte[]> TakeDue()
    {
        var now = core.Clock.Now();
        List<byte[]> due = [.. _texts.Where(text => text.Value.Due <= now).Select(static text => text.Key)];
        due.ForEach(text => Set(text, _texts[text].Row));
        return due;
    }

    /// <summary>How long until one is due.</summary>
    public TimeSpan Pause()
    {
        if (_texts.Count == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var pause = _texts.Values.Min(static text => text.Due) - core.Clock.Now();
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }
}
