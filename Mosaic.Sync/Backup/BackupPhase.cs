namespace Mosaic;

/// <summary>What is being done with a backup.</summary>
public enum BackupPhase
{
    /// <summary>Rows are read and written into the backup.</summary>
    Copying,

    /// <summary>What was written to the store meanwhile is added.</summary>
    CatchingUp,

    /// <summary>The backup is compared with its checksums.</summary>
    Verifying,

    /// <summary>Records of backups are gathered.</summary>
    Gathering,

    /// <summary>The store's file is written.</summary>
    Building,
}
