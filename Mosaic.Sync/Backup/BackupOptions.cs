namespace Mosaic;

/// <summary>How a backup is made.</summary>
public sealed class BackupOptions
{
    /// <summary>The backup on which an incremental one builds: what changed since then.</summary>
    /// <value>null: a full backup.</value>
    public string? Base { get; set; }

    /// <summary>Encrypts the backup; whoever reads it needs the same one. A base has its own.</summary>
    /// <value>null: not encrypted.</value>
    public string? Passphrase { get; set; }

    /// <summary>The base's passphrase.</summary>
    /// <value>null: <see cref="Passphrase"/>.</value>
    public string? BasePassphrase { get; set; }

    /// <summary>For time and pace in what is told.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Bytes of records in a chunk, before compression.</summary>
    internal int ChunkBytes { get; set; } = 1 << 20;
}
