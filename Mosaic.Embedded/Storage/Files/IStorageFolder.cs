namespace Mosaic.Storage.Files;

/// <summary>Where a store's files live: a folder of the disk, the memory, or a test's simulated disk.</summary>
internal interface IStorageFolder
{
    /// <summary>Whether paths here are the file system's.</summary>
    bool IsOnDisk => false;

    bool Exists(string path);

    IStorageFile Open(string path, FileUse use);

    void Delete(string path);

    /// <summary>Renames over an existing file, atomically.</summary>
    void Rename(string from, string to);

    /// <summary>Makes creations, deletions and renames in the folder of <paramref name="path"/> durable.</summary>
    void SyncFolder(string path);
}
