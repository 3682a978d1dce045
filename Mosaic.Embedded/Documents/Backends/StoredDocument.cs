namespace Mosaic.Backends;

/// <summary>A document as a backend keeps it.</summary>
public readonly record struct StoredDocument
{
    private readonly long _modifiedAtTicks;
    private readonly long _expiresAtTicks;

    /// <param name="id">Its id.</param>
    /// <param name="version">1 for a new one, and one more with each write.</param>
    /// <param name="modifiedAt">When this version was written.</param>
    /// <param name="expiresAt">From when on it is absent; null: never.</param>
    /// <param name="json">Its exact bytes.</param>
    public StoredDocument(string id, long version, DateTimeOffset modifiedAt, DateTimeOffset? expiresAt, ReadOnlyMemory<byte> json)
    {
        Id = id;
        Version = version;
        Json = json;
        _modifiedAtTicks = modifiedAt.UtcTicks;
        _expiresAtTicks = expiresAt?.UtcTicks ?? 0;
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>1 for a new one, and one more with each write.</summary>
    public long Version { get; }

    /// <summary>When this version was written, in UTC.</summary>
    public DateTimeOffset ModifiedAt => new(_modifiedAtTicks, TimeSpan.Zero);

    /// <summary>From when on it is absent, in UTC; null: never.</summary>
    public DateTimeOffset? ExpiresAt => _expiresAtTicks == 0 ? null : new DateTimeOffset(_expiresAtTicks, TimeSpan.Zero);

    /// <summary>Its exact bytes.</summary>
    public ReadOnlyMemory<byte> Json { get; }
}
