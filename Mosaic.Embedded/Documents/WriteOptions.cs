namespace Mosaic;

/// <summary>Conditions and consequences of a write.</summary>
public sealed record WriteOptions
{
    /// <summary>The version that the document must have; otherwise the write is a <see cref="ConflictException"/>.</summary>
    /// <value>null: any.</value>
    public long? ExpectedVersion { get; init; }

    /// <summary>From when on the document is absent.</summary>
    /// <value>null: it does not expire.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Creates the document when it is absent.</summary>
    /// <value>false.</value>
    public bool Upsert { get; init; }
}
