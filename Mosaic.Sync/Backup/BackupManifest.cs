using Mosaic.Backends;

namespace Mosaic;

/// <summary>What a backup is, as its file tells at its end.</summary>
public sealed record BackupManifest
{
    /// <summary>Random, of this backup.</summary>
    public required Guid Id { get; init; }

    /// <summary>The backup on which it builds; null: it is a full one.</summary>
    public Guid? BaseId { get; init; }

    /// <summary>Why it is a full one although it was to build on another; null: that was not so.</summary>
    public string? FullBecause { get; init; }

    /// <summary>The store's last unit that it holds, with that unit's stamp.</summary>
    public required FeedCursor At { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When it was complete.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The version of the rows in it.</summary>
    public required int StoreFormat { get; init; }

    /// <summary>Whether it is encrypted.</summary>
    public required bool IsEncrypted { get; init; }

    /// <summary>Rows of each kind that were written into it; a row that changed meanwhile is there more than once.</summary>
    public required IReadOnlyDictionary<TransferKind, long> Counts { get; init; }

    /// <summary>Bytes of records before compression.</summary>
    public required long RecordBytes { get; init; }

    /// <summary>SHA-256 of each chunk, in their order.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> ChunkHashes { get; init; }

    /// <summary>SHA-256 of all of the file but its last 48 bytes; the next backup names it.</summary>
    public ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long FileBytes { get; init; }
}
