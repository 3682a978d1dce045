namespace Mosaic;

/// <summary>Conditions and consequences of a write.</summary>
public sealed record WriteOptions
{
    /// <summary>The version that the document must have, 0 for "absent"; otherwise the write is a <see cref="ConflictException"/>.</summary>
    /// <value>null: any.</value>
    public long? ExpectedVersion { get; init; }

    /// <summary>From when on the document is absent for reads, filters and counts; the change feed tells of it when it is swept, within about 30 s.</summary>
    /// <value>null: a put clears the expiry, an update keeps it.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Creates the document when it is absent.</summary>
    /// <value>false: a put of an absent document is a <see cref="ConflictException"/>, an update of one returns default.</value>
    public bool Upsert { get; init; }

    /// <summary>When the document must have been written: versions begin anew with one that comes back.</summary>
    internal DateTimeOffset? ExpectedModifiedAt { get; init; }

    /// <summary>Whether a put, too, keeps the expiry of the document that it replaces.</summary>
    internal bool KeepsExpiry { get; init; }
}
