namespace Mosaic.Storage.Rows;

/// <summary>One state of a row: as written by unit <see cref="Sequence"/>; no value: deleted.</summary>
internal sealed class RowVersion(long sequence, byte[]? value, RowVersion? previous)
{
    public long Sequence { get; } = sequence;

    public byte[]? Value { get; } = value;

    public RowVersion? Previous { get; } = previous;

    /// <summary>The state as of <paramref name="sequence"/>; null when the row is not in this table then.</summary>
    public RowVersion? AsOf(long sequence)
    {
        var version = this;
        while (version is not null && version.Sequence > sequence)
        {
            version = version.Previous;
        }

        return version;
    }
}
